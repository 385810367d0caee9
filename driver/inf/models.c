// SPDX-License-Identifier: GPL-2.0
/*
 * What an INF says a driver is: its name and version, the PCI functions it is
 * for, and through their install sections its registry values.
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"

/* An install section that has been read */
struct install {
	const char *name;		/* first: see by_name() */
};

struct models {
	struct inf *inf;
	struct driver *driver;
	struct pci_id **tail;
	void *ids;			/* tsearch() tree of struct pci_id */
	void *installs;			/* tsearch() tree of struct install */
	bool mixed_msi;
	bool any;			/* models of other devices count, too */
};

/* The numbers alone, which come first and leave no holes */
static int by_numbers(const void *a, const void *b)
{
	return memcmp(a, b, offsetof(struct pci_id, any_revision));
}

static void add_id(struct models *m, const struct pci_id *id)
{
	struct pci_id *new = take(sizeof(*new)), **found;

	*new = *id;
	found = tsearch(new, &m->ids, by_numbers);
	if (!found)
		die(0, "out of memory");
	if (*found == new) {
		*m->tail = new;
		m->tail = &new->next;
	}
	(*found)->any_revision |= id->any_revision;
}

/* NAME_ and that many hex digits, as a part of an id */
static bool read_part(const char *part, size_t length, const char *name, size_t digits,
		      unsigned int *n)
{
	size_t skip = strlen(name);

	if (*n != INF_ANY || length != skip + digits || strncasecmp(part, name, skip) ||
	    strspn(part + skip, "0123456789abcdefABCDEF") < digits)
		return false;
	/* a part ends with the id or an ampersand, so the number does too */
	*n = strtoul(part + skip, NULL, 16);
	return true;
}

/* PCI\VEN_vvvv&DEV_dddd&SUBSYS_ssssvvvv&REV_rr, PCI\VEN_vvvv&CC_ccsspp, ... */
static bool read_pci_id(const char *text, struct pci_id *id)
{
	unsigned int subsys = INF_ANY, revision = INF_ANY, class = INF_ANY, full = INF_ANY;
	const char *part;
	size_t length;

	*id = (struct pci_id){ .vendor = INF_ANY, .device = INF_ANY,
			       .subvendor = INF_ANY, .subdevice = INF_ANY };
	for (part = text + strlen("PCI"); *part; part += length) {
		length = strcspn(++part, "&");
		if (!read_part(part, length, "VEN_", 4, &id->vendor) &&
		    !read_part(part, length, "DEV_", 4, &id->device) &&
		    !read_part(part, length, "SUBSYS_", 8, &subsys) &&
		    !read_part(part, length, "REV_", 2, &revision) &&
		    !read_part(part, length, "CC_", 4, &class) &&
		    !read_part(part, length, "CC_", 6, &full))
			return false;
	}
	if (subsys != INF_ANY) {
		id->subdevice = subsys >> 16;
		id->subvendor = subsys & 0xffff;
	}
	if (full != INF_ANY || class != INF_ANY) {
		id->class = full != INF_ANY ? full : class << 8;
		id->class_mask = full != INF_ANY ? 0xffffff : 0xffff00;
	}
	id->any_revision = revision != INF_ANY;
	/* a number without the one that gives it meaning is a slip of the pen */
	if (id->device != INF_ANY || subsys != INF_ANY || id->any_revision)
		return id->vendor != INF_ANY;
	return id->vendor != INF_ANY || id->class_mask;
}

static void read_install(struct models *m, const char *name, unsigned int number)
{
	struct driver *driver = m->driver;
	struct install *install = take(sizeof(*install)), **found;
	struct values *values = registry_new();
	bool msi, first = !m->installs;

	install->name = name;
	found = tsearch(install, &m->installs, by_name);
	if (!found)
		die(0, "out of memory");
	if (*found != install)
		return;
	if (!inf_install_section(m->inf, name, ""))
		warn(number, "no install section [%s]", name);
	msi = registry_read(m->inf, name, values);
	registry_merge(driver->values, values);
	/* a function that may not use MSI is worse off than one that could */
	if (!first && msi != driver->msi && !m->mixed_msi) {
		warn(number, "MSISupported differs between models: no MSI for any");
		m->mixed_msi = true;
	}
	driver->msi = msi && (first || driver->msi);
}

/* description = install section, hardware id, compatible id, ... */
static void read_model(struct models *m, const struct line *line)
{
	bool pci = false;
	struct pci_id id;
	const char *text;
	unsigned int i;

	if (!line->key)
		die(line->number, "a model is \"description = section, hardware id\"");
	for (i = 1; i < line->count; i++) {
		text = inf_field(m->inf, line, i);
		if (strncasecmp(text, "PCI\\", 4))
			continue;
		if (!read_pci_id(text, &id))
			die(line->number, "\"%s\" is not a PCI hardware id", text);
		if (id.any_revision)
			warn(line->number, "%s: Linux binds to any revision", text);
		add_id(m, &id);
		pci = true;
	}
	if (!pci && !m->any)
		return;
	if (!m->driver->description)
		m->driver->description = inf_key(m->inf, line);
	read_install(m, inf_field(m->inf, line, 0), line->number);
}

/* How near a Models section's decoration comes to Windows on x86-64: 0 is best */
static unsigned int distance(const char *decoration)
{
	if (!strcasecmp(decoration, "NTamd64"))
		return 0;
	if (!strncasecmp(decoration, "NTamd64.", 8))
		return 1;
	if (!strcasecmp(decoration, "NT") || !strncasecmp(decoration, "NT.", 3))
		return 2;
	return *decoration ? 4 : 3;
}

/* %Provider% = Models, NTamd64, ...: the Models section that is there and nearest */
static struct section *choose_models(struct inf *inf, const struct line *line)
{
	const char *name = inf_field(inf, line, 0), *decoration;
	struct section *section = inf_section(inf, name, "", ""), *found;
	unsigned int best = section ? distance("") : 5, i;

	for (i = 1; i < line->count; i++) {
		decoration = inf_field(inf, line, i);
		found = inf_section(inf, name, ".", decoration);
		if (found && distance(decoration) < best) {
			best = distance(decoration);
			section = found;
		}
	}
	if (!section)
		warn(line->number, "no section [%s]", name);
	else if (best == 4)
		warn(line->number, "[%s] is not for x86-64, but there is no other",
		     section->name);
	return section;
}

/**
 * models_add() - name a function that the INF need not name
 * @driver: before models_read()
 * @vendor_device: 1234:5678
 *
 * Return: false if it is something else.
 */
bool models_add(struct driver *driver, const char *vendor_device)
{
	struct pci_id *id = take(sizeof(*id)), **tail = &driver->ids;
	int end = 0;

	*id = (struct pci_id){ .subvendor = INF_ANY, .subdevice = INF_ANY };
	if (strspn(vendor_device, "0123456789abcdefABCDEF:") != 9 ||
	    sscanf(vendor_device, "%4x:%4x%n", &id->vendor, &id->device, &end) != 2 ||
	    end != 9 || vendor_device[9])
		return false;
	while (*tail)
		tail = &(*tail)->next;
	*tail = id;
	driver->given = true;
	return true;
}

static void read_version(struct inf *inf, struct driver *driver)
{
	struct section *section = inf_section(inf, "Version", "", "");
	struct line *line = inf_find(section, "Signature");
	const char *text;

	if (!section)
		die(1, "no [Version] section: not an INF");
	if (!line)
		die(section->number, "no Signature in [Version]");
	text = inf_field(inf, line, 0);
	if (strcasecmp(text, "$Windows NT$") && strcasecmp(text, "$Chicago$") &&
	    strcasecmp(text, "$Windows 95$"))
		die(line->number, "Signature \"%s\" is not one of Windows", text);
	line = inf_find(section, "Provider");
	text = line ? inf_field(inf, line, 0) : "";
	driver->provider = *text ? text : NULL;
	line = inf_find(section, "DriverVer");
	text = line ? inf_field(inf, line, line->count > 1) : "";
	driver->version = *text ? text : NULL;
}

static void read_models(struct models *m, const struct section *manufacturer)
{
	struct section *models;
	struct line *line, *model;

	for (line = manufacturer->first; line; line = line->next) {
		models = choose_models(m->inf, line);
		for (model = models ? models->first : NULL; model; model = model->next)
			read_model(m, model);
	}
}

void models_read(struct inf *inf, struct driver *driver)
{
	struct models *m = take(sizeof(*m));
	struct section *section;

	m->inf = inf;
	m->driver = driver;
	for (m->tail = &driver->ids; *m->tail; m->tail = &(*m->tail)->next)
		tsearch(*m->tail, &m->ids, by_numbers);
	read_version(inf, driver);
	driver->values = registry_new();
	section = inf_section(inf, "Manufacturer", "", "");
	if (!section)
		die(1, "no [Manufacturer] section: it names no PCI device; take Windows' INF");
	read_models(m, section);
	/* Where none is for PCI, they say what the function has that the command line names. */
	m->any = driver->given && !m->installs;
	if (m->any)
		read_models(m, section);
	if (!driver->ids)
		die(section->number, "no PCI hardware id in any Models section: %s%s",
		    "write the device's there, as in \"Card\" = Install, PCI\\VEN_1234&DEV_5678",
		    ", or say DEVICE_ID=1234:5678");
}
