// The QR code's library, which says what it is under another name than we serve it by.
// SPDX-License-Identifier: MIT
/// <reference path="../node_modules/qrcode-generator/dist/qrcode.d.ts" />
declare const encode: QRCodeFactory;
export default encode;
