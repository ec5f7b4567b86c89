/** How the practice LMS misbehaves at the moment. `once` falls back to `no` by itself after the first time. */
export interface Moods {
  /** `503`: an error page; `cut`: the connection is closed without an answer. */
  down: 'no' | '503' | 'cut';
  /** Seconds that every answer to the tool waits, 0…120. */
  slowSeconds: number;
  /** Every call of the tool gets a 500. */
  failing: 'no' | 'yes';
  /** Scores are refused as too old. */
  conflict: 'no' | 'once' | 'always';
  /** Access tokens are refused (401) before their time. */
  expiredToken: 'no' | 'once' | 'always';
  /** `never`: neither name nor e-mail leaves the LMS. */
  privacy: 'send' | 'never';
  /** Every grade is locked: scores get a 500. */
  lockedGrades: 'no' | 'yes';
}

export const CALM: Readonly<Moods> = {
  down: 'no',
  slowSeconds: 0,
  failing: 'no',
  conflict: 'no',
  expiredToken: 'no',
  privacy: 'send',
  lockedGrades: 'no',
};

/** The choices of each mood, in the order in which the panel shows them; the first is the calm one. */
export const MOOD_CHOICES: { readonly [Name in keyof Moods]: readonly Moods[Name][] } = {
  down: ['no', '503', 'cut'],
  slowSeconds: [0, 2, 10, 30],
  failing: ['no', 'yes'],
  conflict: ['no', 'once', 'always'],
  expiredToken: ['no', 'once', 'always'],
  privacy: ['send', 'never'],
  lockedGrades: ['no', 'yes'],
};

/** Holds the moods. `set` throws RangeError on a value that does not exist. */
export class MoodPanel {
  onChange: () => void = () => {};
  #moods: Moods = { ...CALM };

  get current(): Readonly<Moods> {
    return this.#moods;
  }

  set(part: Partial<Moods>): void {
    for (const [name, value] of Object.entries(part)) {
      const choices: readonly unknown[] | undefined = MOOD_CHOICES[name as keyof Moods];
      const isSlow = name === 'slowSeconds' && typeof value === 'number' && value >= 0 && value <= 120;
      if (!isSlow && !choices?.includes(value)) throw new RangeError(`mood ${name} cannot be ${String(value)}`);
    }
    this.#moods = { ...this.#moods, ...part };
    this.onChange();
  }

  calm(): void {
    this.#moods = { ...CALM };
    this.onChange();
  }

  /** True when this call must suffer the mood; uses up a `once`. */
  strikes(name: 'conflict' | 'expiredToken'): boolean {
    const value = this.#moods[name];
    if (value === 'once') this.set({ [name]: 'no' });
    return value !== 'no';
  }
}
