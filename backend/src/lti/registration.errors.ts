import { AppError, type AppErrorOptions, type ErrorKind } from '../errors/app-error.ts';

/** Every way in which a dynamic registration ends without a platform. Codes are `lti.registration_` + a key. */
const refusals = {
  invitation_invalid: ['forbidden', 'This invitation is unknown, used or expired.'],
  parameter_missing: ['invalid', 'This address needs openid_configuration, which the LMS adds.'],
  address_refused: ['invalid', 'openid_configuration is an address that may not be called.'],
  unreachable: ['unavailable', 'The LMS did not answer.'],
  configuration_invalid: ['invalid', 'What stands at openid_configuration does not describe an LTI platform.'],
  issuer_mismatch: ['forbidden', 'The issuer, the configuration and the registration endpoint must be on one host.'],
  refused_by_platform: ['invalid', 'The LMS refused the registration.'],
  answer_invalid: ['invalid', 'The LMS registered us and did not say under which client id.'],
  belongs_elsewhere: ['conflict', 'This registration belongs to another institution here.'],
  too_many: ['too_many', 'Too many registrations.'],
} as const satisfies Record<string, readonly [ErrorKind, string]>;

export type RegistrationRefusalCode = keyof typeof refusals;

/** A registration that ends here. */
export class RegistrationRefused extends AppError {
  readonly refusal: RegistrationRefusalCode;
  /** What the administrator may read besides the page's own words. */
  readonly shownDetail: string | undefined;

  /** @param operatorText for the log, and shown to the administrator: never a token */
  constructor(refusal: RegistrationRefusalCode, operatorText?: string, options: AppErrorOptions = {}) {
    const [kind, text] = refusals[refusal];
    super(`lti.registration_${refusal}`, kind, operatorText ?? text, text, options);
    this.name = 'RegistrationRefused';
    this.refusal = refusal;
    this.shownDetail = operatorText;
  }
}
