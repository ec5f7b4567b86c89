import { Type } from 'typebox';

const share = { done: Type.Integer(), total: Type.Integer(), percent: Type.Integer({ minimum: 0, maximum: 100 }) };
const nullableText = Type.Union([Type.String(), Type.Null()]);

/** GET /api/progress. */
export const progressAnswer = Type.Object({
  user_id: Type.String(),
  completed: Type.Array(
    Type.Object({
      grain_id: Type.String(),
      module_id: Type.String(),
      sequence_id: nullableText,
      completed_at: Type.String({ format: 'date-time' }),
      score: Type.Union([Type.Number(), Type.Null()]),
    }),
  ),
  course: Type.Object(share),
  modules: Type.Array(
    Type.Object({
      module_id: Type.String(),
      title: Type.String(),
      ...share,
      sequences: Type.Array(Type.Object({ sequence_id: Type.String(), title: Type.String(), ...share })),
    }),
  ),
  resume: Type.Union([Type.Object({ grain_id: Type.String(), url: Type.String() }), Type.Null()]),
  scope: Type.Object({
    module_id: Type.Optional(Type.String()),
    sequence_id: Type.Optional(Type.String()),
    grain_id: Type.Optional(Type.String()),
  }),
});
