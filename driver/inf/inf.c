// SPDX-License-Identifier: GPL-2.0
/*
 * The syntax of an INF: sections of lines of fields. Names are compared without
 * regard to case; a section that occurs again goes on where it ended.
 *
 * Fields are kept as written (but without their quotes) and %strings% are put in
 * when a field is asked for: so a string may hold a comma, and what is not asked
 * for need not be defined.
 */
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"

/* Order of structures that begin with their name, without regard to case */
int by_name(const void *a, const void *b)
{
	const char * const *x = a, * const *y = b;

	return strcasecmp(*x, *y);
}

struct string {
	const char *name;		/* first: see by_name() */
	const char *text;
};

struct scan {
	struct inf *inf;
	struct section *section;
	const char *p;
	unsigned int number;
	char *out;			/* where the next field's text goes */
	const char **field;		/* fields of the line being read */
	unsigned int room;
};

static bool is_blank(char c)
{
	return c && (unsigned char)c <= ' ' && c != '\n';
}

static bool is_end(char c)
{
	return !c || c == '\n';
}

static void skip_blanks(struct scan *s)
{
	while (is_blank(*s->p))
		s->p++;
}

static void skip_line(struct scan *s)
{
	while (!is_end(*s->p))
		s->p++;
}

/* A backslash that only blanks or a comment follow joins the next line */
static bool scan_continuation(struct scan *s)
{
	const char *p = s->p + 1;

	while (is_blank(*p))
		p++;
	if (*p == ';')
		p += strcspn(p, "\n");
	if (*p != '\n')
		return false;
	s->p = p + 1;
	s->number++;
	skip_blanks(s);
	return true;
}

/* "..." in which "" stands for one quote */
static void scan_quoted(struct scan *s)
{
	for (s->p++; *s->p != '"' || *++s->p == '"'; *s->out++ = *s->p++) {
		if (is_end(*s->p))
			die(s->number, "quote is not closed");
	}
}

static const char *scan_field(struct scan *s, const char *stops)
{
	char *begin = s->out, *end = begin;

	skip_blanks(s);
	while (!is_end(*s->p) && !strchr(stops, *s->p)) {
		if (*s->p == '"') {
			scan_quoted(s);
			end = s->out;
		} else if (*s->p != '\\' || !scan_continuation(s)) {
			if (s->out == begin && is_blank(*s->p)) {
				s->p++;
				continue;
			}
			*s->out++ = *s->p++;
			if (!is_blank(s->out[-1]))
				end = s->out;
		}
	}
	*end = '\0';
	s->out = end + 1;
	return begin;
}

static void add_field(struct scan *s, unsigned int count, const char *field)
{
	if (count == s->room) {
		s->room = s->room ? 2 * s->room : 64;
		s->field = realloc(s->field, s->room * sizeof(*s->field));
		if (!s->field)
			die(s->number, "out of memory");
	}
	s->field[count] = field;
}

static void scan_entry(struct scan *s)
{
	struct line *line = take(sizeof(*line));
	const char *field;

	if (!s->section)
		die(s->number, "text before the first section");
	line->number = s->number;
	field = scan_field(s, ",;=");
	if (*s->p == '=') {
		line->key = field;
		s->p++;
		field = scan_field(s, ",;");
	}
	add_field(s, line->count++, field);
	while (*s->p == ',') {
		s->p++;
		add_field(s, line->count++, scan_field(s, ",;"));
	}
	skip_line(s);
	line->field = take(line->count * sizeof(*line->field));
	memcpy(line->field, s->field, line->count * sizeof(*line->field));
	*s->section->tail = line;
	s->section->tail = &line->next;
}

static char *copy(const char *text, size_t length)
{
	char *name = take(length + 1);

	memcpy(name, text, length);
	return name;
}

/* The entry's own place in the tree, or that of the one that was there before */
static void *enter(void *entry, void **tree)
{
	void **node = tsearch(entry, tree, by_name);

	if (!node)
		die(0, "out of memory");
	return *node;
}

static void scan_header(struct scan *s)
{
	struct section *section = take(sizeof(*section));
	const char *end;

	s->p++;
	skip_blanks(s);
	end = s->p + strcspn(s->p, "]\n");
	if (*end != ']')
		die(s->number, "section header is not closed");
	section->name = s->p;
	s->p = end + 1;
	while (end > section->name && is_blank(end[-1]))
		end--;
	if (end == section->name)
		die(s->number, "section without a name");
	section->name = copy(section->name, end - section->name);
	section->number = s->number;
	section->tail = &section->first;
	s->section = enter(section, &s->inf->sections);
	skip_blanks(s);
	if (*s->p != ';' && !is_end(*s->p))
		die(s->number, "text after a section header");
	skip_line(s);
}

/* %% stands for one percent sign here too, but nothing else is put in */
static const char *halve_percents(const char *text)
{
	char *out = copy(text, strlen(text)), *end = out;

	for (; *text; text += text[0] == '%' && text[1] == '%' ? 2 : 1)
		*end++ = *text;
	*end = '\0';
	return out;
}

static void collect_strings(struct inf *inf, const char *suffix)
{
	struct section *section = inf_section(inf, "Strings", suffix, "");
	struct string *string;
	struct line *line;

	for (line = section ? section->first : NULL; line; line = line->next) {
		if (!line->key)
			continue;
		string = take(sizeof(*string));
		string->name = line->key;
		string->text = halve_percents(line->field[0]);
		enter(string, &inf->strings);
	}
}

struct inf *inf_parse(const char *text)
{
	struct inf *inf = take(sizeof(*inf));
	/* every field but the last ends with a character that is not copied */
	struct scan s = { .inf = inf, .p = text, .number = 1,
			  .out = take(strlen(text) + 2) };

	for (;;) {
		skip_blanks(&s);
		if (*s.p == '[') {
			scan_header(&s);
		} else if (*s.p == ';') {
			skip_line(&s);
		} else if (*s.p == '\n') {
			s.p++;
			s.number++;
		} else if (*s.p) {
			scan_entry(&s);
		} else {
			break;
		}
	}
	free(s.field);
	collect_strings(inf, "");
	/* for INFs that have a language's strings alone */
	collect_strings(inf, ".0409");
	return inf;
}

/* The section of that name with its suffixes, or NULL */
struct section *inf_section(struct inf *inf, const char *name, const char *suffix,
			    const char *suffix2)
{
	char full[INF_MAX_FIELD];
	struct section wanted = { .name = full };
	struct section **found;
	int length;

	length = snprintf(full, sizeof(full), "%s%s%s", name, suffix, suffix2);
	if (length < 0 || (size_t)length >= sizeof(full))
		return NULL;
	found = tfind(&wanted, &inf->sections, by_name);
	return found ? *found : NULL;
}

/* An install section, or the one with that suffix, as Windows on x86-64 chooses it */
struct section *inf_install_section(struct inf *inf, const char *name, const char *suffix)
{
	static const char * const order[] = { ".NTamd64", ".NT", "", ".NTx86" };
	struct section *section = NULL;
	unsigned int i;

	for (i = 0; i < sizeof(order) / sizeof(*order) && !section; i++)
		section = inf_section(inf, name, order[i], suffix);
	return section;
}

static const char *lookup(struct inf *inf, const char *token, size_t length,
			  unsigned int number)
{
	struct string wanted = { .name = copy(token + 1, length - 2) };
	struct string **found = tfind(&wanted, &inf->strings, by_name);

	if (found)
		return (*found)->text;
	if (wanted.name[strspn(wanted.name, "0123456789")])
		die(number, "%%%s%% is not in [Strings]", wanted.name);
	warn(number, "%%%s%% is a folder of Windows and stays as it is", wanted.name);
	return copy(token, length);
}

static const char *substitute(struct inf *inf, const char *text, unsigned int number)
{
	char out[INF_MAX_FIELD + 1];
	const char *part, *end;
	size_t used = 0, length;

	if (!strchr(text, '%'))
		return text;
	for (; *text; text = end) {
		part = text;
		end = text + strcspn(text, "%");
		length = end - text;
		if (!length) {
			end = strchr(text + 1, '%');
			if (!end) {
				warn(number, "lone %% is taken as it is: write %%%%");
				end = text + 1;
			} else if (++end - text > 2) {
				part = lookup(inf, text, end - text, number);
			}
			length = part == text ? 1 : strlen(part);
		}
		if (length >= sizeof(out) - used)
			die(number, "longer than %u characters with its %%strings%%",
			    INF_MAX_FIELD);
		memcpy(out + used, part, length);
		used += length;
	}
	return copy(out, used);
}

/* The key with its %strings% put in, NULL if the line has none */
const char *inf_key(struct inf *inf, const struct line *line)
{
	return line->key ? substitute(inf, line->key, line->number) : NULL;
}

/* The field with its %strings% put in, "" if there are not so many */
const char *inf_field(struct inf *inf, const struct line *line, unsigned int i)
{
	return i < line->count ? substitute(inf, line->field[i], line->number) : "";
}

/* The first line with that key, or NULL */
struct line *inf_find(struct section *section, const char *key)
{
	struct line *line;

	for (line = section ? section->first : NULL; line; line = line->next) {
		if (line->key && !strcasecmp(line->key, key))
			return line;
	}
	return NULL;
}
