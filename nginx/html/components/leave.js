// Who leaves something unsaved is asked by a dialog; pages that hold such a thing import this.
// SPDX-License-Identifier: MIT
import { askBy } from '../lib/leaving.js';
import { texts } from '../lib/text.js';
import { ask } from './confirm.js';

const t = texts('kit');

askBy(async () =>
  Boolean(await ask({ title: t('leave'), text: t('leave_text'), yes: t('leave_yes'), no: t('leave_no'), danger: true })),
);
