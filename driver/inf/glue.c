// SPDX-License-Identifier: GPL-2.0
/*
 * The C that makes a Linux module of a miniport. Nothing can go wrong here but
 * the disk: what the INF may have got wrong has been found before.
 */
#include <string.h>

#include "inf.h"

#define LINE_MAX_COLUMNS	100	/* the kernel's longest line */

/* In C, whatever the text holds: what is not plain ASCII in octal */
static void put_text(FILE *out, const char *text)
{
	fputc('"', out);
	for (; *text; text++) {
		if (*text < ' ' || *text > '~')
			fprintf(out, "\\%03o", (unsigned char)*text);
		else
			fprintf(out, "%s%c", strchr("\"\\?", *text) ? "\\" : "", *text);
	}
	fputc('"', out);
}

/* In a comment: nothing that ends it or leaves ASCII */
static void put_comment(FILE *out, const char *text)
{
	for (; *text; text++)
		fputc(*text < ' ' || *text > '~' || *text == '*' ? '?' : *text, out);
}

/* @macro, or what it stands for where the text asks for a line of its own */
static void put_info(FILE *out, const char *macro, const char *tag, const char *text)
{
	if (strlen(text) > LINE_MAX_COLUMNS / 2)
		fprintf(out, "MODULE_INFO(%s,\n\t    ", tag);
	else
		fprintf(out, "%s(", macro);
	put_text(out, text);
	fputs(");\n", out);
}

static void put_id(FILE *out, const char *field, unsigned int number)
{
	if (number == INF_ANY)
		fprintf(out, "\t\t.%s = PCI_ANY_ID,\n", field);
	else
		fprintf(out, "\t\t.%s = 0x%04x,\n", field, number);
}

static void put_ids(FILE *out, const struct pci_id *id, const struct glue_options *options)
{
	fputc('\n', out);
	if (options->override_only)
		fputs("/* no MODULE_DEVICE_TABLE: binds through driver_override */\n", out);
	fputs("static const struct pci_device_id pci_table[] = {\n", out);
	for (; id; id = id->next) {
		fputs("\t{\n", out);
		if (id->any_revision)
			fputs("\t\t/* the INF names a revision, Linux matches any */\n", out);
		put_id(out, "vendor", id->vendor);
		put_id(out, "device", id->device);
		put_id(out, "subvendor", id->subvendor);
		put_id(out, "subdevice", id->subdevice);
		if (id->class_mask)
			fprintf(out, "\t\t.class = 0x%06x,\n\t\t.class_mask = 0x%06x,\n",
				id->class, id->class_mask);
		if (options->override_only)
			fputs("\t\t.override_only = 1,\n", out);
		fputs("\t},\n", out);
	}
	fputs("\t{ }\n};\n", out);
	if (!options->override_only)
		fputs("MODULE_DEVICE_TABLE(pci, pci_table);\n", out);
}

static const char *type_name(unsigned int type)
{
	return type == INF_REG_SZ ? "REG_SZ" :
	       type == INF_REG_DWORD ? "REG_DWORD" :
	       type == INF_REG_MULTI_SZ ? "REG_MULTI_SZ" : "REG_BINARY";
}

static void put_data(FILE *out, const struct value *value, unsigned int index)
{
	size_t i;

	/* a miniport may read a number right where it lies */
	fprintf(out, "\nstatic const u8 value_%u[] __aligned(8) = {", index);
	for (i = 0; i < value->size; i++)
		fprintf(out, "%s0x%02x,", i % 8 ? " " : "\n\t", value->data[i]);
	fputs("\n};\n", out);
}

static void put_value(FILE *out, const struct value *value, unsigned int index)
{
	fputs("\t{\n\t\t.name = ", out);
	put_text(out, value->name);
	fprintf(out, ",\n\t\t.type = %u, /* %s */\n", value->type,
		type_name(value->type));
	if (value->size)
		fprintf(out, "\t\t.size = sizeof(value_%u),\n\t\t.data = value_%u,\n",
			index, index);
	fputs("\t},\n", out);
}

/* false if there are none */
static bool put_values(FILE *out, const struct values *values)
{
	const struct value *value;
	unsigned int n = 0;

	for (value = values->first; value; value = value->next, n++) {
		if (value->size)
			put_data(out, value, n);
	}
	if (!n)
		return false;
	fputs("\nstatic const struct vp_registry_default registry[] = {\n", out);
	for (n = 0, value = values->first; value; value = value->next)
		put_value(out, value, n++);
	fputs("};\n", out);
	return true;
}

static void put_glue(FILE *out, const struct driver *driver, const char *name, bool registry)
{
	fputs("\nstatic struct vp_glue glue = {\n\t.pci = {\n\t\t.name = ", out);
	put_text(out, name);
	fputs(",\n\t\t.id_table = pci_table,\n\t},\n\t.owner = THIS_MODULE,\n"
	      "\t.mod_name = KBUILD_MODNAME,\n", out);
	if (registry)
		fputs("\t.registry = registry,\n"
		      "\t.registry_count = ARRAY_SIZE(registry),\n", out);
	if (driver->msi)
		fputs("\t.msi = true,\n", out);
	fputs("};\n\n"
	      "module_param_array_named(registry, glue.settings, charp, &glue.settings_count,\n"
	      "\t\t\t 0400);\n"
	      "MODULE_PARM_DESC(registry, \"Name=number or Name=text,... before the INF's\");\n",
	      out);
}

static void put_module(FILE *out, const char *name)
{
	fprintf(out, "\nstatic int __init %s_init(void)\n{\n"
		"\treturn vp_glue_register(&glue, DriverEntry);\n}\n"
		"module_init(%s_init);\n", name, name);
	fprintf(out, "\nstatic void __exit %s_exit(void)\n{\n"
		"\tvp_glue_unregister(&glue);\n}\n"
		"module_exit(%s_exit);\n\n", name, name);
}

void glue_write(FILE *out, const struct driver *driver, const struct glue_options *options)
{
	const char *version = options->version ? options->version : driver->version;
	bool registry;

	/* in two parts, lest this file seem to have two licences */
	fprintf(out, "// %s-License-Identifier: GPL-2.0\n", "SPDX");
	fputs("/* Generated by inf2glue from ", out);
	put_comment(out, options->inf);
	fputs("; do not edit. */\n#include \"glue.h\"\n\n"
	      "/* The miniport's, which includes no header of Linux */\n"
	      "typeof(u32 (void *, void *)) DriverEntry;\n", out);
	put_ids(out, driver->ids, options);
	registry = put_values(out, driver->values);
	put_glue(out, driver, options->name, registry);
	put_module(out, options->name);
	put_info(out, "MODULE_LICENSE", "license", options->license);
	put_info(out, "MODULE_DESCRIPTION", "description",
		 driver->description ? driver->description : options->name);
	if (driver->provider)
		put_info(out, "MODULE_AUTHOR", "author", driver->provider);
	if (version)
		put_info(out, "MODULE_VERSION", "version", version);
}
