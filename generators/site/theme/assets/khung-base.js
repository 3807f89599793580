// What the theme's own script expects to find: where the site begins, and small values kept in the browser.
(function (script) {
  "use strict";
  window.__md_scope = new URL(script.dataset.base, location);
  window.__md_hash = function (text) {
    return Array.from(text).reduce(function (sum, c) { return (sum << 5) - sum + c.charCodeAt(0); }, 0);
  };
  function name(scope, key) { return scope.pathname + "." + key; }
  window.__md_get = function (key, storage, scope) {
    try { return JSON.parse((storage || localStorage).getItem(name(scope || window.__md_scope, key))); } catch (e) { return null; }
  };
  window.__md_set = function (key, value, storage, scope) {
    try { (storage || localStorage).setItem(name(scope || window.__md_scope, key), JSON.stringify(value)); } catch (e) { /* private mode */ }
  };
})(document.currentScript);
