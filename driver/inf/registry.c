// SPDX-License-Identifier: GPL-2.0
/*
 * The registry values that installing a driver on Windows would leave: AddReg
 * lines of an install section, of its .SoftwareSettings and of its .HW section.
 *
 * A miniport finds its own key's values by name alone, those of a key below it
 * as "key\name".
 */
#include <errno.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"

#define FLG_ADDREG_NOCLOBBER		0x00000002
#define FLG_ADDREG_DELVAL		0x00000004
#define FLG_ADDREG_APPEND		0x00000008
#define FLG_ADDREG_KEYONLY		0x00000010
#define FLG_ADDREG_OVERWRITEONLY	0x00000020
#define FLG_ADDREG_DELREG_BIT		0x00008000

#define FLG_ADDREG_TYPE_MASK		0xffff0001
#define FLG_ADDREG_TYPE_SZ		0x00000000
#define FLG_ADDREG_TYPE_BINARY		0x00000001
#define FLG_ADDREG_TYPE_MULTI_SZ	0x00010000
#define FLG_ADDREG_TYPE_DWORD		0x00010001
#define FLG_ADDREG_TYPE_EXPAND_SZ	0x00020000

#define PCI_SETTINGS			"Interrupt Management"
#define MSI_SUPPORTED \
	"Interrupt Management\\MessageSignaledInterruptProperties\\MSISupported"

/* HKR, key, name, flags, data ... */
enum { ROOT, KEY, NAME, FLAGS, DATA };

struct values *registry_new(void)
{
	struct values *values = take(sizeof(*values));

	values->tail = &values->first;
	return values;
}

/* The value of that name, new and deleted if there was none */
static struct value *get_value(struct values *values, const char *name)
{
	struct value *value = take(sizeof(*value));
	struct value **found;

	value->name = name;
	value->deleted = true;
	found = tsearch(value, &values->tree, by_name);
	if (!found)
		die(0, "out of memory");
	if (*found == value) {
		*values->tail = value;
		values->tail = &value->next;
	}
	return *found;
}

static const struct value *find_value(const struct values *values, const char *name)
{
	struct value wanted = { .name = name };
	struct value **found = tfind(&wanted, &values->tree, by_name);

	return found && !(*found)->deleted ? *found : NULL;
}

/* Decimal or 0x, negative as Windows allows it */
static unsigned int read_number(const char *text, unsigned int number)
{
	const char *digits = text + (*text == '-');
	bool hex = !strncasecmp(digits, "0x", 2);
	unsigned long long n;
	const char *allowed;

	digits += hex ? 2 : 0;
	allowed = hex ? "0123456789abcdefABCDEF" : "0123456789";
	errno = 0;
	n = strtoull(digits, NULL, hex ? 16 : 10);
	if (!*digits || digits[strspn(digits, allowed)])
		die(number, "\"%s\" is not a number", text);
	if (errno || n > (*text == '-' ? 0x80000000 : 0xffffffff))
		die(number, "\"%s\" does not fit in 32 bits", text);
	return *text == '-' ? -(unsigned int)n : n;
}

static unsigned char read_byte(const char *text, unsigned int number)
{
	size_t length;

	if (!strncasecmp(text, "0x", 2))
		text += 2;
	length = strspn(text, "0123456789abcdefABCDEF");
	if (length < 1 || length > 2 || text[length])
		die(number, "\"%s\" is not a byte in hex", text);
	return strtoul(text, NULL, 16);
}

static void read_binary(struct inf *inf, const struct line *line, struct value *value)
{
	unsigned char *data;
	unsigned int i;

	value->type = INF_REG_BINARY;
	if (line->count <= DATA || (line->count == DATA + 1 && !*line->field[DATA]))
		return;
	data = take(line->count - DATA);
	for (i = DATA; i < line->count; i++)
		data[value->size++] = read_byte(inf_field(inf, line, i), line->number);
	value->data = data;
}

/* One number, or its four bytes */
static void read_dword(struct inf *inf, const struct line *line, struct value *value)
{
	unsigned char *data = take(4);
	unsigned int i;
	unsigned int n;

	if (line->count > DATA + 1) {
		read_binary(inf, line, value);
		if (value->size != 4)
			die(line->number, "a DWORD is one number or four bytes");
	} else {
		n = read_number(inf_field(inf, line, DATA), line->number);
		for (i = 0; i < 4; i++)
			data[i] = n >> 8 * i;
		value->data = data;
		value->size = 4;
	}
	value->type = INF_REG_DWORD;
}

static void read_string(struct inf *inf, const struct line *line, struct value *value)
{
	const char *text = inf_field(inf, line, DATA);
	unsigned char *data = take(2 * strlen(text) + 2);

	if (line->count > DATA + 1)
		warn(line->number, "text after an unquoted comma is not part of the string");
	value->type = INF_REG_SZ;
	value->size = text_utf16(text, data);
	value->data = data;
}

/* Strings one after the other, then an empty one, which so can't be among them */
static void read_strings(struct inf *inf, const struct line *line, struct value *value,
			 const struct value *before)
{
	const char **text = take(line->count * sizeof(*text));
	size_t room = before ? before->size + 2 : 2;
	unsigned char *data;
	unsigned int i;

	for (i = DATA; i < line->count; i++) {
		text[i] = inf_field(inf, line, i);
		room += 2 * strlen(text[i]) + 2;
	}
	data = take(room);
	if (before) {
		value->size = before->size - 2;
		memcpy(data, before->data, value->size);
	}
	for (i = DATA; i < line->count; i++) {
		if (*text[i])
			value->size += text_utf16(text[i], data + value->size);
	}
	value->type = INF_REG_MULTI_SZ;
	value->size += 2;
	value->data = data;
}

static void read_data(struct inf *inf, const struct line *line, unsigned int flags,
		      struct value *value)
{
	const struct value before = *value;
	bool append = flags & FLG_ADDREG_APPEND && !value->deleted &&
		      value->type == INF_REG_MULTI_SZ;

	value->number = line->number;
	value->deleted = false;
	value->size = 0;
	value->data = NULL;
	switch (flags & FLG_ADDREG_TYPE_MASK) {
	case FLG_ADDREG_TYPE_SZ:
	case FLG_ADDREG_TYPE_EXPAND_SZ:
		/* the DDK's reader expands and says REG_SZ; here is nothing to expand */
		read_string(inf, line, value);
		break;
	case FLG_ADDREG_TYPE_MULTI_SZ:
		read_strings(inf, line, value, append ? &before : NULL);
		break;
	case FLG_ADDREG_TYPE_DWORD:
		read_dword(inf, line, value);
		break;
	default:
		if (!(flags & FLG_ADDREG_TYPE_BINARY))
			die(line->number, "AddReg flags 0x%08x have no known type", flags);
		/* other types are given as bytes, and are handed out as such */
		read_binary(inf, line, value);
	}
}

static const char *full_name(const char *key, const char *name)
{
	size_t length = strlen(key);
	char *full;

	if (!length)
		return name;
	full = take(length + strlen(name) + 2);
	memcpy(full, key, length);
	full[length] = '\\';
	memcpy(full + length + 1, name, strlen(name));
	return full;
}

static void read_line(struct inf *inf, const struct line *line, struct values *values)
{
	const char *name;
	struct value *value;
	unsigned int flags = 0;

	if (strcasecmp(inf_field(inf, line, ROOT), "HKR"))
		return;
	name = inf_field(inf, line, NAME);
	if (line->count > FLAGS && *line->field[FLAGS])
		flags = read_number(inf_field(inf, line, FLAGS), line->number);
	/* a value without a name is none that a miniport can ask for */
	if (!*name || flags & (FLG_ADDREG_KEYONLY | FLG_ADDREG_DELREG_BIT))
		return;
	value = get_value(values, full_name(inf_field(inf, line, KEY), name));
	if (flags & (value->deleted ? FLG_ADDREG_OVERWRITEONLY : FLG_ADDREG_NOCLOBBER))
		return;
	if (flags & FLG_ADDREG_DELVAL)
		value->deleted = true;
	else
		read_data(inf, line, flags, value);
}

static void read_section(struct inf *inf, const struct section *section,
			 struct values *values)
{
	struct section *list;
	struct line *line, *entry;
	const char *name;
	unsigned int i;

	for (line = section->first; line; line = line->next) {
		if (line->key && !strcasecmp(line->key, "Needs"))
			warn(line->number, "values that other sections add by Needs are not read");
		if (!line->key || strcasecmp(line->key, "AddReg"))
			continue;
		for (i = 0; i < line->count; i++) {
			name = inf_field(inf, line, i);
			list = inf_section(inf, name, "", "");
			if (!list)
				warn(line->number, "no section [%s]", name);
			for (entry = list ? list->first : NULL; entry; entry = entry->next)
				read_line(inf, entry, values);
		}
	}
}

static void add(struct values *into, const struct value *value)
{
	struct value *copy = get_value(into, value->name);
	struct value *next = copy->next;

	*copy = *value;
	copy->next = next;
}

static bool is_below(const char *name, const char *key)
{
	size_t length = strlen(key);

	return !strncasecmp(name, key, length) && name[length] == '\\';
}

/* The .HW section: the function's own settings are Windows', not the driver's */
static bool read_hardware(struct inf *inf, const struct section *section,
			  struct values *values)
{
	struct values *all = registry_new();
	const struct value *value, *msi;

	read_section(inf, section, all);
	for (value = all->first; value; value = value->next) {
		if (!value->deleted && !is_below(value->name, PCI_SETTINGS))
			add(values, value);
	}
	msi = find_value(all, MSI_SUPPORTED);
	return msi && msi->type == INF_REG_DWORD && memcmp(msi->data, "\0\0\0", 4);
}

/* Adds what @install leaves in the registry; true if it says MSISupported */
bool registry_read(struct inf *inf, const char *install, struct values *values)
{
	struct section *section = inf_install_section(inf, install, "");
	bool msi = false;

	if (section)
		read_section(inf, section, values);
	section = inf_install_section(inf, install, ".HW");
	if (section)
		msi = read_hardware(inf, section, values);
	section = inf_install_section(inf, install, ".SoftwareSettings");
	if (section)
		read_section(inf, section, values);
	return msi;
}

/* Another model's values: one module has one set, so what differs is told */
void registry_merge(struct values *into, const struct values *from)
{
	const struct value *value, *old;

	for (value = from->first; value; value = value->next) {
		old = find_value(into, value->name);
		if (value->deleted)
			continue;
		if (!old)
			add(into, value);
		else if (old->type != value->type || old->size != value->size ||
			 (old->size && memcmp(old->data, value->data, old->size)))
			warn(value->number, "%s differs between models: line %u holds for all",
			     value->name, old->number);
	}
}
