// A rule of eslint: what people read stands in the catalogues of texts, not in templates.
// SPDX-License-Identifier: MIT

const NAMES = /\b(orderd|ms)\b/g; // alike in all languages
const SAID = /\b(?:alt|aria-(?:label|description|roledescription|valuetext)|label|placeholder|title)\s*=\s*(?:"([^"]*)"|([^\s"'>\0]+))/g;
const TAG = /<!--[^]*?-->|<[^>]*>/g;

/** Words in a template: outside its tags, and in attributes that are read. \0 is what is put in. @param {string} markup */
function wordsOf(markup) {
  const said = [...markup.matchAll(TAG)].flatMap(([tag]) => [...tag.matchAll(SAID)].map(([, quoted, bare]) => quoted ?? bare));
  return [markup.replaceAll(TAG, ' '), ...said]
    .map((text) => text.replaceAll(/&\w+;/g, ' ').replaceAll(NAMES, ' ').replaceAll('\0', ' ').trim())
    .filter((text) => /\p{L}/u.test(text));
}

export default {
  meta: { schema: [], messages: { literal: '“{{text}}” is read by people: put it into text/<language>/.' } },
  create: (context) => ({
    TaggedTemplateExpression(node) {
      if (!['html', 'svg'].includes(node.tag.name)) return;
      const markup = node.quasi.quasis.map(({ value }) => value.cooked).join('\0');
      for (const text of wordsOf(markup)) context.report({ node, messageId: 'literal', data: { text } });
    },
  }),
};
