// SPDX-License-Identifier: GPL-2.0
/*
 * From the bytes of a file to text: whatever encoding and line ends an INF is
 * saved with, the rest of inf2glue sees UTF-8, LF and no other control character
 * than those that part words.
 *
 * A byte-order mark says what the encoding is. Without one it is UTF-8 if all of
 * the file is, or else Windows-1252, which is what Windows takes it for.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "inf.h"

#define INVALID		UINT_MAX	/* in place of a character */
#define CTRL_Z		0x1a		/* ended files once */

struct reader {
	const unsigned char *p;
	const unsigned char *end;
	unsigned int line;
	int low;		/* which byte of a UTF-16 unit is the low one */
	unsigned int (*next)(struct reader *reader);
};

static unsigned int take_utf8(struct reader *r)
{
	static const unsigned int least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned int first = *r->p++, more = 0, i;
	unsigned int c = first;

	if (first < 0x80)
		return c;
	if (first >= 0xc0)
		more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf8 ? 3 : 0;
	c &= 0x3f >> more;
	for (i = 0; i < more; i++) {
		if (r->p == r->end || (*r->p & 0xc0) != 0x80)
			break;
		c = c << 6 | (*r->p++ & 0x3f);
	}
	if (!more || i < more || c < least[more] || c > 0x10ffff || (c >> 11) == 0x1b)
		return INVALID;
	return c;
}

static unsigned int next_utf8(struct reader *r)
{
	unsigned int first = *r->p, c = take_utf8(r);

	if (c == INVALID)
		die(r->line, "not UTF-8 at byte 0x%02x, though the file's mark says so", first);
	return c;
}

static bool is_utf8(const unsigned char *bytes, size_t size)
{
	struct reader r = { .p = bytes, .end = bytes + size };

	while (r.p != r.end) {
		if (take_utf8(&r) == INVALID)
			return false;
	}
	return true;
}

static unsigned int next_1252(struct reader *r)
{
	/* Where it differs from Latin 1; a 0 is no character. */
	static const unsigned short high[] = {
		0x20ac, 0, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021,
		0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017d, 0,
		0, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014,
		0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0, 0x017e, 0x0178,
	};
	unsigned int byte = *r->p++;

	if (byte < 0x80 || byte >= 0xa0)
		return byte;
	if (!high[byte - 0x80])
		die(r->line, "byte 0x%02x is neither UTF-8 nor Windows-1252", byte);
	return high[byte - 0x80];
}

static unsigned int next_unit(struct reader *r)
{
	unsigned int unit;

	if (r->end - r->p < 2)
		die(r->line, "UTF-16 text ends in the middle of a character");
	unit = r->p[r->low] | r->p[!r->low] << 8;
	r->p += 2;
	return unit;
}

static unsigned int next_utf16(struct reader *r)
{
	unsigned int high = next_unit(r), low;

	if ((high >> 11) != 0x1b)
		return high;
	if ((high >> 10) == 0x36 && r->p != r->end) {
		low = next_unit(r);
		if ((low >> 10) == 0x37)
			return 0x10000 + ((high & 0x3ff) << 10 | (low & 0x3ff));
	}
	die(r->line, "UTF-16 surrogate 0x%04x without its partner", high);
}

static char *put_utf8(char *out, unsigned int c)
{
	if (c < 0x80) {
		*out++ = c;
		return out;
	}
	if (c < 0x800) {
		*out++ = 0xc0 | c >> 6;
	} else {
		if (c < 0x10000) {
			*out++ = 0xe0 | c >> 12;
		} else {
			*out++ = 0xf0 | c >> 18;
			*out++ = 0x80 | (c >> 12 & 0x3f);
		}
		*out++ = 0x80 | (c >> 6 & 0x3f);
	}
	*out++ = 0x80 | (c & 0x3f);
	return out;
}

static void start(struct reader *r, const unsigned char *bytes, size_t size)
{
	r->p = bytes;
	r->end = bytes + size;
	r->line = 1;
	r->next = is_utf8(bytes, size) ? next_utf8 : next_1252;
	if (size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
		r->p += 3;
		r->next = next_utf8;
	} else if (size >= 2 && (!memcmp(bytes, "\xff\xfe", 2) ||
				 !memcmp(bytes, "\xfe\xff", 2))) {
		r->p += 2;
		r->low = bytes[0] == 0xfe;
		r->next = next_utf16;
	}
}

static void refuse_control(unsigned int c, unsigned int line)
{
	if (!c)
		die(line, "NUL character: UTF-16 without a byte-order mark?");
	/* tab, line feed, vertical tab, form feed, carriage return */
	if ((c < ' ' && (c < '\t' || c > '\r')) || (c >= 0x7f && c < 0xa0))
		die(line, "control character 0x%02x", c);
}

static char *decode(const unsigned char *bytes, size_t size)
{
	/* Windows-1252 grows most: a byte becomes at most three */
	char *text = take(size * 3 + 2), *out = text;
	bool after_cr = false;
	struct reader r = { 0 };
	unsigned int c;

	for (start(&r, bytes, size); r.p != r.end; after_cr = c == '\r') {
		c = r.next(&r);
		if (c == CTRL_Z && r.p == r.end)
			break;
		refuse_control(c, r.line);
		if (c == '\n' && after_cr)
			continue;
		out = put_utf8(out, c == '\r' ? '\n' : c);
		if (c == '\n' || c == '\r')
			r.line++;
	}
	*out = '\0';
	return text;
}

/* The whole file as UTF-8 with LF line ends */
char *text_read(const char *path)
{
	unsigned char *bytes = take(INF_MAX_BYTES + 1);
	FILE *file = fopen(path, "rb");
	size_t size;

	if (!file)
		die(0, "%s", strerror(errno));
	size = fread(bytes, 1, INF_MAX_BYTES + 1, file);
	if (ferror(file))
		die(0, "%s", strerror(errno));
	fclose(file);
	if (size > INF_MAX_BYTES)
		die(0, "larger than %u bytes", INF_MAX_BYTES);
	return decode(bytes, size);
}

static unsigned char *put_unit(unsigned char *out, unsigned int unit)
{
	*out++ = unit & 0xff;
	*out++ = unit >> 8;
	return out;
}

/* UTF-16LE with its terminator; @out holds two bytes for each of @text and two */
size_t text_utf16(const char *text, unsigned char *out)
{
	const unsigned char *p = (const unsigned char *)text;
	unsigned char *begin = out;
	struct reader r = { .p = p, .end = p + strlen(text) };
	unsigned int c;

	while (r.p != r.end) {
		c = next_utf8(&r);
		if (c >= 0x10000) {
			out = put_unit(out, 0xd7c0 + (c >> 10));
			c = 0xdc00 | (c & 0x3ff);
		}
		out = put_unit(out, c);
	}
	return put_unit(out, 0) - begin;
}
