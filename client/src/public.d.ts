/** What a page may ask of progress-api.js, and what the script tells the page. */

/** Attributes of the script tag (or of `<meta name="progress-api">`): `doneSelector` is `data-done-selector`. */
export interface ProgressOptions {
  /** Address of the Passerelle server, without a final slash. Default: where the script itself came from. */
  api?: string;
  /**
   * Address of the site's root, without a final slash: where "resume" starts from, and what keeps two courses on one
   * origin apart in a visitor's browser. Default: found from the address of the page; the courses of an origin are one.
   */
  site?: string;
  /** `fr` or `en`. Default: the language of the page; French for a page that does not say. */
  lang?: string;
  /** Present (even empty): a panel lists what is wrong with the page. */
  debug?: string;
  /** Finish buttons of an existing page, beside `[data-grain-done]`. */
  doneSelector?: string;
  /** Progress bars of an existing page, beside `[data-progress]`. */
  barSelector?: string;
  /** Cards of grains, sequences or modules whose `id` is the catalogue's. */
  cardSelector?: string;
  /** A click on a finish button counts only once an element matching this is visible. */
  doneWhen?: string;
}

/** What a page may tell about a finished grain. */
export interface DoneDetail {
  /** 0 to 1. */
  score?: number;
}

/** `percent` = floor(100 x done / total). */
export interface Figure {
  done: number;
  total: number;
  percent: number;
}

/** A finished grain as it is sent; `event_id` is the same in all the events about it. */
export interface Work {
  event_id: string;
  grain_id: string;
  module_id?: string | undefined;
  sequence_id?: string | undefined;
  score?: number | undefined;
  time_spent_seconds: number;
}

/** `detail` of the events fired on `document`. */
export interface ProgressEvents {
  /** Once per page, and once more each time the Back button brings it back. `learner` is empty for a visitor without a session; `course` is absent while its size is unknown. */
  'progress:ready': { learner: string; course: Figure | undefined };
  /** Kept on the device, being sent. */
  'progress:queued': Work;
  /** The server acknowledged it. */
  'progress:saved': Work;
  /** The session ended; what waits is kept for the learner's next launch. */
  'progress:expired': { returnUrl: string | null | undefined };
  /** The server will not take this event; it stays on the device and is tried once more at the next launch. */
  'progress:rejected': Work & { error: string; message: string };
}

/** The classic script's function; calls made through the stub before the script has loaded are replayed. */
export interface ProgressApi {
  (command: 'done', grain: string, detail?: DoneDetail): void;
  (command: 'refresh'): void;
  (command: 'flush'): void;
}

/** Importing the module starts the script. Records a grain as finished by the learner. Asking twice is harmless. */
export function done(grain: string, detail?: DoneDetail): void;
/** Draws bars, links and buttons again, after the page's own code added some. */
export function refresh(): void;
/** Sends what waits now instead of at the next try. */
export function flush(): void;

declare global {
  interface Window {
    progressApi: ProgressApi;
  }
  interface DocumentEventMap {
    'progress:ready': CustomEvent<ProgressEvents['progress:ready']>;
    'progress:queued': CustomEvent<ProgressEvents['progress:queued']>;
    'progress:saved': CustomEvent<ProgressEvents['progress:saved']>;
    'progress:expired': CustomEvent<ProgressEvents['progress:expired']>;
    'progress:rejected': CustomEvent<ProgressEvents['progress:rejected']>;
  }
}
