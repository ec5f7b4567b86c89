// The bar of a teacher's look at the site, a file of its own so that no learner's page carries it.
import { make, set } from './elements.ts';
import { api } from './options.ts';
import type { Session } from './session.ts';
import { recall } from './storage.ts';
import { isFrench } from './texts.ts';

const [what, button] = isFrench
  ? ['Aperçu : rien n’est enregistré, aucune note n’est envoyée.', 'Retour à la classe']
  : ['Preview: nothing is recorded, no grade is sent.', 'Back to the class'];

const bar = make('aside');
const form = make('form');
bar.className = 'progress-notice progress-preview';
set(bar, { 'aria-label': isFrench ? 'Aperçu' : 'Preview' });
set(form, { method: 'post', action: `${api}/lti/class/back` });
// What proves the session stands in the page only while it is sent.
form.addEventListener('formdata', ({ formData }) => {
  formData.set('bearer', recall<Session>('')?.token ?? '');
});
form.append(make('button', button));
bar.append(make('p', what), form);
document.body.prepend(bar);
