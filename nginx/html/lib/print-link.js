// The way to the page that prints slips.
// SPDX-License-Identifier: MIT
import { link } from './router.js';

/** As many orders as the API notes at once. */
export const MOST = 500;

/** @param {number[]} ids of orders @param {number} [shipment] the one parcel that is wanted */
export const printLink = (ids, shipment) => link('/office/print', { ids: ids.join(','), ...(shipment ? { shipment } : {}) });
