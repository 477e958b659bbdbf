// Warum mit einer Bestellung etwas nicht geht, nach dem Code der Ablehnung.
// SPDX-License-Identifier: MIT
export default {
  'why.currency_changed': 'Sie ist in {about}, und das ist nicht mehr die Währung des Shops.',
  'why.discount_minimum': 'Ihre Positionen erreichen nicht, was ihr Code verlangt.',
  'why.discount_used_up': 'Ihr Code ist aufgebraucht.',
  'why.forbidden': 'Das braucht die Rolle {about}.',
  'why.insufficient_stock': 'Zu wenig im Lager: {about}.',
  'why.invalid_transition': 'Der Status der Bestellung lässt das nicht zu: {about}.',
  'why.no_shipping_rate': 'Kein Versandpreis gilt für {about} kg.',
  'why.no_tax_rate': 'Kein Steuersatz, wohin sie geht: {about}.',
  'why.not_found': 'Es gibt nichts dergleichen.',
  'why.not_yours': 'Das ist für die Person, die gefragt hat.',
  'why.nothing_to_pay': 'Alles ist bezahlt oder wird es gerade.',
  'why.quantity_exceeded': 'Alles Versendete ist zurückgekommen, oder um seine Rücknahme ist gebeten.',
  'why.refund_too_high': 'Es ist nichts bezahlt, das erstattet werden könnte.',
  'why.unknown_code': 'Ihr Code kann nicht mehr verwendet werden.',
  'why.unknown_product': 'Nicht mehr im Verkauf: {about}.',
};
