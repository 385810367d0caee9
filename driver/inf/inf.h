/* SPDX-License-Identifier: GPL-2.0 */
/*
 * inf2glue: makes a miniport module's Linux glue from its INF.
 *
 * The way of an INF: text.c (bytes to UTF-8), inf.c (sections, lines, fields),
 * models.c and registry.c (what the driver is), glue.c (C).
 */
#ifndef INF_H
#define INF_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdnoreturn.h>

#define __printf(a, b) __attribute((format(printf, a, b)))

#define INF_MAX_BYTES	(1024 * 1024)	/* a file larger than this is refused */
#define INF_MAX_FIELD	4096		/* a field after its %strings%, as on Windows */
#define INF_MAX_MEMORY	(64 * 1024 * 1024)
#define INF_ANY		UINT_MAX	/* a PCI number the INF leaves open */

/* The types of a registry value, as Windows numbers them */
enum {
	INF_REG_SZ = 1,
	INF_REG_BINARY = 3,
	INF_REG_DWORD = 4,
	INF_REG_MULTI_SZ = 7,
};

/* One line of a section: "key = field, field" or "field, field" */
struct line {
	struct line *next;
	unsigned int number;
	const char *key;		/* NULL if there is none */
	unsigned int count;
	const char **field;
};

/* All lines under one name, though the name may stand in the file many times */
struct section {
	const char *name;		/* first: see by_name() */
	unsigned int number;
	struct line *first;
	struct line **tail;
};

struct inf {
	void *sections;			/* tsearch() tree of struct section */
	void *strings;			/* tsearch() tree of struct string */
};

/* One hardware or compatible id */
struct pci_id {
	unsigned int vendor;
	unsigned int device;
	unsigned int subvendor;
	unsigned int subdevice;
	unsigned int class;
	unsigned int class_mask;
	bool any_revision;		/* the INF names a revision; Linux can't */
	struct pci_id *next;
};

/* One registry value that a miniport finds before anyone has set it */
struct value {
	const char *name;		/* first: see by_name() */
	struct value *next;
	unsigned int number;
	bool deleted;
	unsigned int type;
	size_t size;
	const unsigned char *data;
};

struct values {
	void *tree;			/* tsearch() tree of struct value */
	struct value *first;
	struct value **tail;
};

/* All that the glue needs to know */
struct driver {
	const char *description;
	const char *provider;		/* NULL if the INF names none */
	const char *version;		/* NULL if the INF names none */
	struct pci_id *ids;
	struct values *values;
	bool msi;
	bool given;			/* the command line names a function */
};

/* complain.c */
void complain_of(const char *inf, const char *out);
noreturn __printf(2, 3) void die(unsigned int number, const char *format, ...);
__printf(2, 3) void warn(unsigned int number, const char *format, ...);

/* memory.c */
void *take(size_t size);

/* text.c */
char *text_read(const char *path);
size_t text_utf16(const char *text, unsigned char *out);

/* inf.c */
int by_name(const void *a, const void *b);
struct inf *inf_parse(const char *text);
struct section *inf_section(struct inf *inf, const char *name, const char *suffix,
			    const char *suffix2);
struct section *inf_install_section(struct inf *inf, const char *name, const char *suffix);
const char *inf_key(struct inf *inf, const struct line *line);
const char *inf_field(struct inf *inf, const struct line *line, unsigned int i);
struct line *inf_find(struct section *section, const char *key);

/* registry.c */
struct values *registry_new(void);
bool registry_read(struct inf *inf, const char *install, struct values *values);
void registry_merge(struct values *into, const struct values *from);

/* models.c */
bool models_add(struct driver *driver, const char *vendor_device);
void models_read(struct inf *inf, struct driver *driver);

/* glue.c */
struct glue_options {
	const char *inf;		/* file name for the comment */
	const char *name;
	const char *license;
	const char *version;		/* instead of the INF's, or NULL */
	bool override_only;
};

void glue_write(FILE *out, const struct driver *driver, const struct glue_options *options);

#endif
