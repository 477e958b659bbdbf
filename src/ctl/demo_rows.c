/* The demonstration's customers, products and users. */
/* SPDX-License-Identifier: MIT */
#include "ctl/demo.h"

#include <stddef.h>

/* clang-format off */
#define CUSTOMER(first, last, mail, telephone, where)                                              \
    {{{P_FIRST_NAME, first}, {P_LAST_NAME, last}, {P_EMAIL, mail}, {P_PHONE, telephone},           \
      {P_CUSTOMER_ADDRESS, where}}}

const struct demo_row demo_customers[] = {
    CUSTOMER("John", "Doe", "john.doe@example.com", "+1 555 0100",
             "{\"street\": \"123 Main Street\", \"city\": \"Springfield\", \"state\": \"IL\", "
             "\"postal_code\": \"62701\", \"country\": \"US\"}"),
    CUSTOMER("Jane", "Smith", "jane.smith@example.com", "+1 555 0101",
             "{\"street\": \"456 Oak Avenue\", \"city\": \"Portland\", \"state\": \"OR\", "
             "\"postal_code\": \"97201\", \"country\": \"US\"}"),
    {{{P_NONE, NULL}}},
};

#define PRODUCT(number, title, group, cost, pieces, weight, words)                                 \
    {{{P_SKU, number}, {P_NAME, title}, {P_CATEGORY, group}, {P_PRICE, cost}, {P_STOCK, pieces},   \
      {P_WEIGHT_KG, weight}, {P_DESCRIPTION, words}}}

const struct demo_row demo_products[] = {
    PRODUCT("LAPTOP-001", "Laptop", "Electronics", "999.99", "50", "1.800",
            "14-inch business laptop with 16 GB of memory and a 512 GB solid-state disk."),
    PRODUCT("MOUSE-001", "Mouse", "Electronics", "29.99", "200", "0.090",
            "Wireless mouse with three buttons and a silent wheel."),
    PRODUCT("CHAIR-001", "Office Chair", "Furniture", "299.99", "30", "14.500",
            "Swivel chair with adjustable height, armrests and lumbar support."),
    PRODUCT("KEYBOARD-001", "Keyboard", "Electronics", "79.90", "120", "0.850",
            "Mechanical keyboard, full size, with replaceable caps."),
    PRODUCT("MONITOR-027", "Monitor 27\"", "Electronics", "349.00", "40", "5.200",
            "27-inch display of 2560 × 1440 pixels, adjustable in height, with USB-C."),
    PRODUCT("HEADSET-001", "Headset", "Electronics", "119.00", "75", "0.280",
            "Noise-cancelling headset for calls, wired or wireless."),
    PRODUCT("WEBCAM-001", "Webcam", "Electronics", "64.50", "8", "0.150",
            "Full HD camera with a privacy shutter."),
    PRODUCT("DOCK-001", "Docking Station", "Electronics", "189.00", "35", "0.420",
            "One cable for power, network, two displays and four USB devices."),
    PRODUCT("DESK-160", "Standing Desk", "Furniture", "549.00", "15", "38.000",
            "Electric desk, 160 × 80 cm, from 65 to 130 cm high."),
    PRODUCT("SHELF-001", "Bookshelf", "Furniture", "139.00", "22", "24.000",
            "Five shelves of oak veneer, 80 cm wide."),
    PRODUCT("LAMP-001", "Desk Lamp", "Furniture", "45.00", "60", "1.100",
            "LED lamp with a jointed arm and three shades of white."),
    PRODUCT("PAPER-A4", "Copy Paper A4", "Stationery", "5.49", "500", "2.500",
            "500 sheets of recycled paper, 80 g/m²."),
    PRODUCT("PEN-012", "Ballpoint Pens", "Stationery", "7.90", "300", "0.120",
            "A dozen, blue, with refills to be had."),
    PRODUCT("NOTEBOOK-A5", "Notebook A5", "Stationery", "8.95", "180", "0.250",
            "192 dotted pages, numbered, lying flat when open."),
    PRODUCT("BOARD-120", "Whiteboard", "Stationery", "89.00", "5", "7.300",
            "Magnetic board, 120 × 90 cm, with pens and a cloth."),
    PRODUCT("COFFEE-001", "Coffee Beans", "Kitchen", "18.50", "90", "1.000",
            "One kilogram of medium roast, fair trade."),
    PRODUCT("KETTLE-001", "Kettle", "Kitchen", "39.00", "25", "1.200",
            "1.7 litres, stainless steel, switches itself off."),
    PRODUCT("MUG-004", "Mugs", "Kitchen", "24.00", "0", "1.400",
            "Set of four stoneware mugs, safe in the dishwasher."),
    {{{P_NONE, NULL}}},
};

#define USER(mail, first, last, what, where)                                                       \
    {{{P_EMAIL, mail}, {P_FIRST_NAME, first}, {P_LAST_NAME, last}, {P_ROLE, what},                 \
      {P_DEPARTMENT, where}}}

const struct demo_row demo_users[] = {
    USER("admin@example.com", "Ada", "Admin", "admin", NULL),
    USER("manager@example.com", "Max", "Manager", "manager", NULL),
    USER("staff@example.com", "Stella", "Staff", "staff", "Operations"),
    USER("customer@example.com", "Chris", "Customer", "customer", NULL),
    {{{P_NONE, NULL}}},
};
/* clang-format on */
