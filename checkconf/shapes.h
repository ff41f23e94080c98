/* SPDX-License-Identifier: BSD-3-Clause */
/* How a name can be read as the name of a template: the ways that workstation-import
 * knows to make a template from a name. */
#ifndef SHAPES_H
#define SHAPES_H

#include "names.h"
#include "template.h"

/** A way to read a name: octets of a label are the value of a placeholder. */
struct shape {
	const struct name* name;
	/** Offset of the label, or of the first one that is the value. */
	size_t label;
	/** Offsets in the name: of the value, of the octet behind it, and of the origin. */
	size_t from, to, origin;
	/** As ws_placeholder_read() sets them. */
	uint8_t placeholder, width;
	/** Whether the text does not show that this is the placeholder, as leading zeros
	 * show a width, and letters a hexadecimal number. Other names have to, then. */
	bool plain;
	/** The number that the name has, or the address. */
	struct number number;
	/** The same for equal templates with equal origins. */
	uint32_t hash;
};

/** Whether the templates and the origins of two ways are the same. */
bool shapes_are_equal(const struct shape* a, const struct shape* b);

/** Write the template as in `name:`. */
void shape_show(const struct shape* shape, char text[TEMPLATE_MAX_TEXT]);

/** Called with a way to read a name. @param context: as given. @return false to end it. */
typedef bool shape_visitor(void* context, const struct shape* shape);

/** How many names are below a domain: roughly, and at least. */
struct below;

/** Count the names below all domains. @return to be freed; NULL: out of memory. */
struct below* below_count(const struct names* names);

/**
 * Visit the ways to read a name. A label that has the address of the name is not looked
 * through for numbers. A template has letters, digits, '-' and '_' only.
 * @param below: where a domain has many names, it is not part of a template.
 * @return false: the visitor ended it.
 */
bool shapes_visit(const struct name* name, const struct below* below,
	shape_visitor* visit, void* context);

#endif /* SHAPES_H */
