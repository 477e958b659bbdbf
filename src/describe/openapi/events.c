/* What receivers of webhooks are sent, from the table of events. */
/* SPDX-License-Identifier: MIT */
#include "api/events/types.h"
#include "describe/openapi/parts.h"

#include <ctype.h>
#include <string.h>

void events_collect(struct document *d)
{
    for (const struct event_type *type = event_types; type->name; type++)
        component_add(d, type->data, IN_REPLY);
}

/* order.created is onOrderCreated. */
static const char *operation_id(struct document *d, const char *name)
{
    struct buf id = buf_new(d->arena);
    bool begins = true;
    buf_text(&id, "on");
    for (; *name; name++) {
        if (isalnum((unsigned char)*name))
            buf_char(&id, (char)(begins ? toupper((unsigned char)*name) : *name));
        begins = !isalnum((unsigned char)*name);
    }
    return id.data;
}

static void write_member(struct document *d, const struct field *field,
                         const struct event_type *type)
{
    json_open(&d->w, field->name, '{');
    json_text(&d->w, "description", field->meaning);
    if (strcmp(field->name, "type") == 0)
        json_text(&d->w, "const", type->name);
    if (field->type == F_JSON)
        component_refer(d, type->data);
    else
        field_write_value(d, field, IN_REPLY);
    json_close(&d->w, '}');
}

static void write_message(struct document *d, const struct event_type *type)
{
    struct field *fields = arena_alloc(d->arena, 8 * sizeof *fields);
    const struct field *given = fields_of(d, &event_out);
    size_t count = 0;
    json_open(&d->w, "schema", '{');
    json_text(&d->w, "type", "object");
    json_open(&d->w, "properties", '{');
    for (; given->name; given++) {
        fields[count] = *given;
        if (strcmp(given->name, "type") == 0)
            fields[count].example = arena_printf(d->arena, "\"%s\"", type->name);
        write_member(d, &fields[count++], type);
    }
    json_close(&d->w, '}');
    json_open(&d->w, "required", '[');
    for (size_t i = 0; i < count; i++)
        json_text(&d->w, NULL, fields[i].name);
    json_close(&d->w, ']');
    json_close(&d->w, '}');
}

static void write_request(struct document *d, const struct event_type *type)
{
    json_open(&d->w, "requestBody", '{');
    json_bool(&d->w, "required", true);
    json_open(&d->w, "content", '{');
    json_open(&d->w, "application/json", '{');
    write_message(d, type);
    json_close(&d->w, '}');
    json_close(&d->w, '}');
    json_close(&d->w, '}');
}

static const struct {
    const char *status, *meaning;
} answers[] = {
    {"2XX", "Taken; what the body says is not looked at"},
    {"410", "Nobody is there any more: the webhook is switched off"},
    {"default", "Tried again later, for three days; Retry-After is heeded"},
};

static void write_answers(struct document *d)
{
    json_open(&d->w, "responses", '{');
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        json_open(&d->w, answers[i].status, '{');
        json_text(&d->w, "description", answers[i].meaning);
        json_close(&d->w, '}');
    }
    json_close(&d->w, '}');
}

void events_write(struct document *d)
{
    json_open(&d->w, "webhooks", '{');
    for (const struct event_type *type = event_types; type->name; type++) {
        json_open(&d->w, type->name, '{');
        json_open(&d->w, "post", '{');
        json_text(&d->w, "operationId", operation_id(d, type->name));
        json_text(&d->w, "summary", type->meaning);
        json_open(&d->w, "tags", '[');
        json_text(&d->w, NULL, "webhooks");
        json_close(&d->w, ']');
        json_raw(&d->w, "security", "[]");
        write_request(d, type);
        write_answers(d);
        json_close(&d->w, '}');
        json_close(&d->w, '}');
    }
    json_close(&d->w, '}');
}
