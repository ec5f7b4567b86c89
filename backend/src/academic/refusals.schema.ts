import { type TSchema, Type } from 'typebox';
import { RESOURCES } from './resources.ts';

/** @param more the fields beside code, text and request id @param example one such answer, without its request id */
const failure = (description: string, more: Record<string, TSchema>, example: object) =>
  Type.Object(
    { error: Type.String(), message: Type.String(), request_id: Type.String(), ...more },
    { description, additionalProperties: true, examples: [{ ...example, request_id: REQUEST_ID }] },
  );
const REQUEST_ID = '0b9f5c1e-6d0f-4f4e-9c57-3a3f0c1f7a11';
const count = () => Type.Integer({ minimum: 0 });
const windows = () => Type.Object({ minute: count(), hour: count(), day: count() }, { additionalProperties: false });
const oneOf = (values: readonly string[]) => Type.Unsafe<string>({ type: 'string', enum: values });

/** What each refusal answers. */
export const REFUSALS = {
  400: failure(
    'Paramètre ou en-tête invalide / invalid parameter or header',
    {
      parameter: Type.Optional(Type.String()),
      reason: Type.Optional(Type.String()),
      allowed_parameters: Type.Optional(Type.Array(Type.String())),
      allowed_values: Type.Optional(Type.Array(Type.String())),
    },
    {
      error: 'invalid_parameter',
      message: 'Invalid parameter limit: expected a whole number, 1 or more.',
      parameter: 'limit',
      reason: 'expected a whole number, 1 or more',
    },
  ),
  401: failure(
    'Clé API ou jeton manquant ou invalide / key or token missing or invalid',
    {},
    {
      error: 'invalid_api_key',
      message: 'Invalid or expired API key.',
    },
  ),
  403: failure(
    'Tenant invalide ou scope insuffisant / wrong institution or missing scope',
    {
      required_scope: Type.Optional(Type.String()),
      your_scopes: Type.Optional(Type.Array(Type.String())),
    },
    {
      error: 'insufficient_scope',
      message: 'Your API key does not have the required scope: academic:export',
      required_scope: 'academic:export',
      your_scopes: ['academic:read'],
    },
  ),
  404: failure(
    'Ressource inexistante / no such resource',
    {
      available_resources: Type.Optional(Type.Array(oneOf(RESOURCES))),
    },
    {
      error: 'not_found',
      message: 'Academic API resource not found: unknown',
      available_resources: RESOURCES,
    },
  ),
  405: failure(
    'Seul GET est accepté / only GET',
    { allowed_methods: Type.Optional(Type.Array(Type.String())) },
    {
      error: 'method_not_allowed',
      message: 'Only GET requests are allowed on academic endpoints. This is a read-only API.',
      allowed_methods: ['GET'],
    },
  ),
  429: failure(
    'Quota dépassé / quota exceeded',
    {
      retry_after: Type.Optional(Type.Integer()),
      reset_at: Type.Optional(Type.String()),
      limits: Type.Optional(windows()),
      remaining: Type.Optional(windows()),
      exceeded: Type.Optional(Type.Array(oneOf(['minute', 'hour', 'day']))),
    },
    {
      error: 'rate_limit_exceeded',
      message: 'Rate limit exceeded. Please retry after the reset time.',
      retry_after: 45,
      reset_at: '2025-11-13T10:15:00Z',
      limits: { minute: 60, hour: 1000, day: 10_000 },
      remaining: { minute: 0, hour: 234, day: 5678 },
      exceeded: ['minute'],
    },
  ),
  500: failure(
    'Erreur interne / internal error',
    {},
    {
      error: 'internal_error',
      message: 'Something went wrong on our side.',
    },
  ),
  503: failure(
    'Service indisponible, réessayer / unavailable, try again',
    {},
    {
      error: 'service_unavailable',
      message: 'The service cannot answer right now. Nothing is lost; please try again in a moment.',
    },
  ),
};
