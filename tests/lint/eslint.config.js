// What eslint holds the web UI and the tests to: its recommended rules and those of the house.
// SPDX-License-Identifier: MIT
import js from '@eslint/js';
import words from './words.js';

const never = (selector, message) => ({ selector, message });
/** HTML is drawn by html`…` alone, and nothing that the policy of the pages forbids. */
const DRAWING = [
  never('MemberExpression[property.name=/^(inner|outer)HTML$|^srcdoc$/]', 'Draw by html`…`.'),
  never('MemberExpression[property.name=/^(insertAdjacentHTML|setHTMLUnsafe|createContextualFragment|parseFromString|cssText)$/]', 'Draw by html`…`.'),
  never('CallExpression[callee.object.name="document"][callee.property.name=/^write/]', 'Draw by html`…`.'),
  never('ImportDeclaration[source.value=/unsafe/]', 'Draw by html`…`, which escapes.'),
  never('TemplateElement[value.raw=/ style="/]', 'A class, or .style=${…}: the policy lets no attribute be a style.'),
  never('TemplateElement[value.raw=/ on[a-z]+=/]', '@click=${…}: the policy lets no attribute be a script.'),
];
const BROWSER = ['CSSStyleSheet', 'DataTransfer', 'DOMPoint', 'EventSource', 'HTMLElement', 'KeyboardEvent', 'MouseEvent', 'addEventListener',
  'caches', 'dispatchEvent', 'document', 'getComputedStyle', 'getSelection', 'history', 'indexedDB', 'innerHeight', 'innerWidth',
  'localStorage', 'location', 'matchMedia', 'navigator', 'requestAnimationFrame', 'scrollTo', 'scrollY', 'sessionStorage', 'window'];
const names = (list) => Object.fromEntries(list.map((name) => [name, 'readonly']));

export default [
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_$', ignoreRestSiblings: true }],
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': ['error', { destructuring: 'all' }],
    },
  },
  {
    files: ['nginx/html/**/*.js'],
    plugins: { house: { rules: { words } } },
    rules: { 'no-undef': 'off', 'no-restricted-syntax': ['error', ...DRAWING], 'house/words': 'error' }, // what there is the types know
  },
  {
    files: ['tests/**/*.js'],
    ignores: ['**/node_modules/**'],
    languageOptions: { globals: names(Object.getOwnPropertyNames(globalThis)) },
  },
  {
    files: ['tests/browser/**/*.js'], // what runs in the page
    languageOptions: { globals: names(BROWSER) },
  },
];
