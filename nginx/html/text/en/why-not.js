// Why something can’t be done with an order, by the code of the refusal.
// SPDX-License-Identifier: MIT
export default {
  'why.currency_changed': 'It is in {about}, which is not the shop’s currency any more.',
  'why.discount_minimum': 'Its lines do not come to what its code asks for.',
  'why.discount_used_up': 'Its code was used as often as it may be.',
  'why.forbidden': 'This needs the role {about}.',
  'why.insufficient_stock': 'Too little in stock: {about}.',
  'why.invalid_transition': 'The order’s status does not allow this: {about}.',
  'why.no_shipping_rate': 'No shipping rate covers {about} kg.',
  'why.no_tax_rate': 'No tax rate where it goes: {about}.',
  'why.not_found': 'There is nothing of that kind.',
  'why.not_yours': 'This is for who asked.',
  'why.nothing_to_pay': 'All of it is paid, or about to be.',
  'why.quantity_exceeded': 'All that left has come back, or is asked to be taken back.',
  'why.refund_too_high': 'Nothing is paid that could be given back.',
  'why.unknown_code': 'Its code can’t be used any more.',
  'why.unknown_product': 'Out of sale: {about}.',
};
