import { html } from '../html/html.ts';

// The scripts speak to windows of other origins, always naming the origin they mean, and never wait longer than 3 s.

/** Keeps the recovery token in the browser and, where it offers that, with the platform. */
export const LOGIN_SCRIPT = html`function (d) {
  var gone = false;
  function go() { if (!gone) { gone = true; location.replace(d.url); } }
  try {
    Object.keys(localStorage).forEach(function (key) {
      if (key.indexOf('lti_') === 0 && parseInt(key.slice(4), 36) * 1000 < Date.now()) localStorage.removeItem(key);
    });
    localStorage.setItem(d.key, d.token);
  } catch (blocked) {}
  if (!d.frame) return go();
  var home = window.parent !== window ? window.parent : window.opener;
  var keeper = home;
  try { if (home && d.frame !== '_parent') keeper = home.frames[d.frame] || home; } catch (hidden) {}
  if (!keeper) return go();
  addEventListener('message', function (event) {
    var m = event.data;
    if (event.origin === d.origin && m && m.message_id === d.key && m.subject === 'lti.put_data.response') go();
  });
  keeper.postMessage({ subject: 'lti.put_data', message_id: d.key, key: d.key, value: d.token }, d.origin);
  setTimeout(go, 1500);
}`;

/** Finds the recovery token again and posts the form of the page with it. */
export const RECOVERY_SCRIPT = html`function (d) {
  var form = document.forms[0], sent = false;
  function send(value) { if (!sent) { sent = true; form.elements.recovery.value = value || ''; form.submit(); } }
  var found = null;
  try { found = localStorage.getItem(d.key); localStorage.removeItem(d.key); } catch (blocked) {}
  var home = window.parent !== window ? window.parent : window.opener;
  if (found || !d.origin || !home) return send(found);
  addEventListener('message', function (event) {
    var m = event.data;
    if (event.origin !== d.origin || !m || m.message_id !== d.key || m.subject !== 'lti.get_data.response') return;
    if (typeof m.value === 'string') send(m.value);
  });
  var ask = { subject: 'lti.get_data', message_id: d.key, key: d.key };
  home.postMessage(ask, d.origin);
  try { for (var i = 0; i < home.frames.length; i++) if (home.frames[i] !== window) home.frames[i].postMessage(ask, d.origin); } catch (hidden) {}
  setTimeout(function () { send(''); }, 3000);
}`;
