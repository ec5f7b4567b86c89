import type { CatalogueReader } from '../catalogue/catalogue.ts';
import { type Language, languageOf, type Page } from '../html/page.ts';
import { answerPage } from '../http/page.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { isFromOurPage } from './browser-binding.ts';
import { contentItemsOf, deepLinkingAnswer, type NamedChoice, PICKER_MS, type PickerFacts } from './deep-linking.ts';
import { LaunchRefused } from './launch.errors.ts';
import { answerRefusal } from './launch.routes.ts';
import type { LaunchOutcome } from './launch.ts';
import { type Choice, choicesOf, chosenIn } from './picker-choices.ts';
import { answerFormPage, pickerPage, wrongPlacePage } from './picker-page.ts';
import { extentOf, PICKER_WORDS } from './picker-words.ts';
import { originsOf, type Platform, type PlatformReader } from './platform.ts';
import type { SealedForm } from './sealed-form.ts';
import type { SigningKeys } from './signing-keys.ts';

export interface DeepLinkingDeps {
  platforms: Pick<PlatformReader, 'find'>;
  catalogue: CatalogueReader;
  form: SealedForm<PickerFacts>;
  keys: Pick<SigningKeys, 'current'>;
  clock: Clock;
  /** Our launch address. */
  launchUrl: string;
  /** Address of POST /lti/deep-linking. */
  pickerUrl: string;
}

type Request = Extract<LaunchOutcome, { kind: 'request' }>;

/** The picker that answers a deep linking request. */
export async function openPicker(
  deps: DeepLinkingDeps,
  { facts, message }: Request,
  acceptLanguage: string | undefined,
): Promise<Page> {
  const settings = message.request?.deepLinking;
  if (settings == null) throw new LaunchRefused('deep_linking_invalid');
  const sealed: PickerFacts = {
    platformId: facts.platform.id,
    deploymentId: message.deploymentId,
    returnUrl: settings.returnUrl,
    data: settings.data,
    isMultiple: settings.isMultiple,
    takesLineItem: settings.takesLineItem,
    locale: facts.locale,
    course: message.context?.title ?? message.context?.label ?? null,
  };
  const token = deps.form.seal(sealed, new Date(deps.clock.now().getTime() + PICKER_MS));
  const around = { language: languageOf(facts.locale, acceptLanguage), frameOrigins: facts.frameOrigins, token };
  if (!settings.takesActivities) return wrongPlacePage({ ...around, formUrl: deps.pickerUrl });
  return showPicker(deps, facts.platform, sealed, { ...around, isIncomplete: false });
}

async function showPicker(
  deps: DeepLinkingDeps,
  platform: Platform,
  { course, isMultiple, takesLineItem }: PickerFacts,
  around: { language: Language; frameOrigins: readonly string[]; token: string; isIncomplete: boolean },
): Promise<Page> {
  const tree = choicesOf(await deps.catalogue.of(platform.tenantId));
  return pickerPage({ ...around, tree, course, isMultiple, takesLineItem, formUrl: deps.pickerUrl });
}

/** POST /lti/deep-linking: what was chosen, from our own page only; answers the form that carries it to the platform. */
export function deepLinkingRoutes(deps: DeepLinkingDeps): (server: HttpServer) => Promise<void> {
  const ourOrigin = new URL(deps.pickerUrl).origin;
  return async (server) => {
    server.setErrorHandler(answerRefusal);
    server.post('/lti/deep-linking', async (request, reply) => {
      if (!isFromOurPage(request.headers, ourOrigin)) throw new LaunchRefused('cross_site_repost');
      const form = (request.body ?? {}) as Record<string, unknown>;
      const facts = deps.form.open(form.token, deps.clock.now());
      if (facts === undefined) throw new LaunchRefused('picker_invalid');
      const platform = await deps.platforms.find(facts.platformId);
      if (platform?.status !== 'active') throw new LaunchRefused('platform_disabled');
      const page = await answerChoice(deps, platform, {
        facts,
        form,
        acceptLanguage: request.headers['accept-language'],
      });
      // The form of the page says where it comes from: to us alone, or only our origin to the platform.
      reply.header('referrer-policy', page.status === 200 ? 'strict-origin' : 'same-origin');
      return answerPage(reply, page);
    });
  };
}

interface Submission {
  facts: PickerFacts;
  form: Record<string, unknown>;
  acceptLanguage: string | undefined;
}

async function answerChoice(
  deps: DeepLinkingDeps,
  platform: Platform,
  { facts, form, acceptLanguage }: Submission,
): Promise<Page> {
  const language = languageOf(facts.locale, acceptLanguage);
  const frameOrigins = originsOf(platform);
  const tree = choicesOf(await deps.catalogue.of(platform.tenantId));
  const keys = [form.choice].flat().filter((key): key is string => typeof key === 'string');
  const isCancelled = form.action === 'cancel';
  const chosen = isCancelled ? [] : chosenIn(tree, new Set(keys)).slice(0, facts.isMultiple ? undefined : 1);
  if (!isCancelled && chosen.length === 0) {
    const token = String(form.token);
    return showPicker(deps, platform, facts, { language, frameOrigins, token, isIncomplete: true });
  }
  const isGraded = facts.takesLineItem && form.graded === 'yes';
  const named = chosen.map((choice) => withWords(choice, language));
  const items = contentItemsOf(named, deps.launchUrl, isGraded);
  const jwt = await deepLinkingAnswer(platform, facts, items, {
    key: await deps.keys.current(),
    now: deps.clock.now(),
  });
  return answerFormPage({ language, frameOrigins, returnUrl: facts.returnUrl, jwt, count: items.length });
}

function withWords(choice: Choice, language: Language): NamedChoice {
  const title = choice.title ?? PICKER_WORDS[language].course;
  return { choice, title, text: extentOf(choice, language) };
}
