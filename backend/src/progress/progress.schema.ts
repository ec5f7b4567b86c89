import { Type } from 'typebox';

const identifier = (description: string) => Type.String({ minLength: 1, maxLength: 255, description });
const optionalNumber = (options: { minimum: number; maximum?: number; description: string }) =>
  Type.Optional(Type.Union([Type.Number(options), Type.Null()]));

const eventMembers = {
  grain_id: identifier('grain terminé / the finished grain'),
  module_id: Type.Optional(
    Type.Union([identifier('informatif : le catalogue fait foi / informative: the catalogue decides'), Type.Null()]),
  ),
  sequence_id: Type.Optional(Type.Union([identifier('informatif / informative'), Type.Null()])),
  score: optionalNumber({ minimum: 0, maximum: 1, description: 'fraction 0..1' }),
  time_spent_seconds: optionalNumber({ minimum: 0, description: 'secondes / seconds' }),
  age_ms: optionalNumber({ minimum: 0, description: 'âge de l’événement / how long ago it happened, in milliseconds' }),
};
const token = Type.Optional(
  Type.String({ description: 'jeton de session, à défaut de l’en-tête Authorization / bearer, instead of the header' }),
);

/** One event, or a batch of 1 to 100. It documents; the rules of event.ts validate, so that one bad event spoils no batch. */
export const progressWriteRequest = Type.Union([
  Type.Object({ ...eventMembers, event_id: Type.Optional(Type.String({ format: 'uuid' })), token }),
  Type.Object({
    events: Type.Array(Type.Object({ ...eventMembers, event_id: Type.String({ format: 'uuid' }) }), {
      minItems: 1,
      maxItems: 100,
    }),
    token,
  }),
]);

/** The answer to a single write: 201 when it was the first completion, 200 when there was one (told as it stands). */
export const progressRecordedAnswer = Type.Object({
  recorded: Type.Boolean(),
  progress: Type.Object({
    grain_id: Type.String(),
    module_id: Type.String(),
    sequence_id: Type.Union([Type.String(), Type.Null()]),
    completed_at: Type.String({ format: 'date-time' }),
  }),
  percent: Type.Object({
    sequence: Type.Union([Type.Integer(), Type.Null()]),
    module: Type.Integer(),
    course: Type.Integer(),
  }),
});

/** The answer to a single write of an instructor's session: understood, not recorded. Nothing is to be sent again. */
export const progressPreviewAnswer = Type.Object({ recorded: Type.Literal(false), preview: Type.Literal(true) });

/**
 * The answer to a batch: `ack` = recorded now or before, durable; `rejected` = will never be accepted as it is. An event
 * in neither list was not recorded for a reason of ours and should be sent again.
 */
export const progressBatchAnswer = Type.Object({
  preview: Type.Optional(
    Type.Literal(true, {
      description:
        'session d’enseignant : compris, pas enregistré / an instructor’s session: `ack` then says understood, not recorded',
    }),
  ),
  ack: Type.Array(Type.String({ format: 'uuid' })),
  rejected: Type.Array(
    Type.Object({
      event_id: Type.Union([Type.String(), Type.Null()]),
      error: Type.String(),
      message: Type.String(),
    }),
  ),
});
