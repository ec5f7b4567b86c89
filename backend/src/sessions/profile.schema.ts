import { Type } from 'typebox';

const nullableText = Type.Union([Type.String(), Type.Null()]);

/** POST /api/auth/profile: exactly one way of saying who is there. */
export const profileRequest = Type.Object({
  code: Type.Optional(
    Type.String({ minLength: 1, maxLength: 200, description: 'code de passage du lancement / hand-over code' }),
  ),
  token: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 8000,
      description: 'jeton signé par un portail / token signed by a portal',
    }),
  ),
  bearer: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9_-]{36,64}$',
      description:
        'secret de session choisi par le navigateur (un UUID aléatoire ou 256 bits en base64url) : le même code avec le même secret peut être renvoyé / chosen by the browser, so that a lost answer can be asked for again',
    }),
  ),
  moodle_user_id: Type.Optional(
    Type.Union([Type.String({ minLength: 1, maxLength: 255 }), Type.Integer({ minimum: 0 })]),
  ),
});

export const profileAnswer = Type.Object({
  token: Type.String(),
  expires_at: Type.String({ format: 'date-time' }),
  created: Type.Boolean(),
  preview: Type.Optional(
    Type.Boolean({
      description:
        'présent et vrai pour qui enseigne : rien n’est enregistré, aucune note n’est envoyée / present and true for an instructor: nothing is recorded, no grade is sent',
    }),
  ),
  profile: Type.Object({
    id: Type.String(),
    moodle_user_id: Type.String(),
    email: nullableText,
    firstname: nullableText,
    lastname: nullableText,
    locale: nullableText,
  }),
});
