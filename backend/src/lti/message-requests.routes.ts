import type { CatalogueReader } from '../catalogue/catalogue.ts';
import type { HttpServer } from '../http/server.ts';
import type { Clock } from '../time/clock.ts';
import { type DataPrivacyDeps, dataPrivacyRoutes, openDataPrivacy, type PrivacyFacts } from './data-privacy.routes.ts';
import { type DeepLinkingDeps, deepLinkingRoutes, openPicker } from './deep-linking.routes.ts';
import type { PickerFacts } from './deep-linking.ts';
import type { LaunchRoutesDeps } from './launch.routes.ts';
import type { PersonalDataReader } from './personal-data.view.ts';
import type { PlatformReader } from './platform.ts';
import { createSealedForm } from './sealed-form.ts';
import type { SigningKeys } from './signing-keys.ts';
import { openReview, type SubmissionReviewPorts } from './submission-review.ts';

export interface MessageRequestDeps {
  platforms: Pick<PlatformReader, 'find'>;
  catalogue: CatalogueReader;
  keys: Pick<SigningKeys, 'current'>;
  review: Pick<SubmissionReviewPorts, 'findLearner' | 'completedBy'>;
  personalData: PersonalDataReader;
  clock: Clock;
  /** SECRET_KEY */
  secretKey: string;
  /** Our public address, without a slash at the end. */
  apiUrl: string;
}

/** Deep linking, submission review and data privacy: the pages that answer the messages, and the routes of their forms. */
export function messageRequests(deps: MessageRequestDeps): {
  pages: LaunchRoutesDeps['requests'];
  routes(server: HttpServer): Promise<void>;
} {
  const { apiUrl, secretKey, catalogue, clock } = deps;
  const deepLinking: DeepLinkingDeps = {
    platforms: deps.platforms,
    catalogue,
    keys: deps.keys,
    clock,
    form: createSealedForm<PickerFacts>(secretKey, 'deep linking'),
    launchUrl: `${apiUrl}/lti/launch`,
    pickerUrl: `${apiUrl}/lti/deep-linking`,
  };
  const privacy: DataPrivacyDeps = {
    data: deps.personalData,
    clock,
    form: createSealedForm<PrivacyFacts>(secretKey, 'data privacy'),
    downloadUrl: `${apiUrl}/lti/data-privacy`,
  };
  return {
    pages: {
      deep_linking: (request, language) => openPicker(deepLinking, request, language),
      submission_review: (request, language) => openReview({ ...deps.review, catalogue }, request, language),
      data_privacy: (request, language) => openDataPrivacy(privacy, request, language),
    },
    async routes(server) {
      await server.register(deepLinkingRoutes(deepLinking));
      await server.register(dataPrivacyRoutes(privacy));
    },
  };
}
