// SPDX-License-Identifier: GPL-2.0
/*
 * A miniport's words in the kernel log. Windows' formats differ from the
 * kernel's where it hurts: an l is 32 bits wide, I64 is 64, and S, ws and wZ
 * take UTF-16.
 */
#include <linux/atomic.h>
#include <linux/ctype.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/nls.h>
#include <linux/ratelimit.h>
#include <linux/string.h>
#include <linux/timer.h>

#include "adapter.h"
#include "support/print.h"

#define VP_LINE_MAX	512
#define VP_SPEC_MAX	16

/* So many errors and warnings in so many seconds: a device may cause one an interrupt. */
#define VP_PRINT_LINES		100
#define VP_PRINT_SECONDS	5

/* Windows' VideoDebugLevel */
static int debug_level = Warn;
module_param(debug_level, int, 0644);
MODULE_PARM_DESC(debug_level,
		 "Print miniports' debug messages up to this level: 0 errors, 1 warnings (default), 2 traces, 3 information");

/* The DDK's UNICODE_STRING: lengths in bytes, no terminator. */
struct vp_unicode_string {
	u16 length;
	u16 maximum_length;
	const WCHAR *buffer;
};

/**
 * struct vp_spec - one conversion, taken apart
 * @flags: flags, width and precision as the kernel would write them
 * @wide: the argument has 64 bits
 * @half: the argument has 16 bits
 * @utf16: an l or a w came before the conversion
 * @type: the conversion's letter
 */
struct vp_spec {
	char flags[VP_SPEC_MAX];
	bool wide;
	bool half;
	bool utf16;
	char type;
};

static const char *vp_spec_size(const char *p, struct vp_spec *spec)
{
	if (!strncmp(p, "I64", 3) || !strncmp(p, "I32", 3)) {
		spec->wide = p[1] == '6';
		return p + 3;
	}
	if (!strncmp(p, "ll", 2)) {
		spec->wide = true;
		return p + 2;
	}
	if (*p == 'I')
		spec->wide = true;
	else if (*p == 'h')
		spec->half = true;
	else if (*p == 'l' || *p == 'w')
		spec->utf16 = true;
	else
		return p;
	return p + 1;
}

/* @p is behind the percent sign; returns what is behind the conversion. */
static const char *vp_spec_parse(const char *p, struct vp_spec *spec)
{
	unsigned int n = 0;

	memset(spec, 0, sizeof(*spec));
	while (*p && (isdigit(*p) || strchr("-+ #.", *p))) {
		if (n < VP_SPEC_MAX - 1)
			spec->flags[n++] = *p;
		p++;
	}
	p = vp_spec_size(p, spec);
	spec->type = *p;
	return *p ? p + 1 : p;
}

static int vp_put_number(char *to, size_t room, const struct vp_spec *spec,
			 va_list *args)
{
	bool sign = spec->type == 'd' || spec->type == 'i';
	char format[VP_SPEC_MAX + 8];
	u64 value;

	if (spec->wide)
		value = va_arg(*args, u64);
	else if (sign)
		value = (s64)va_arg(*args, int);
	else
		value = va_arg(*args, unsigned int);
	if (spec->half)
		value = sign ? (u64)(s16)value : (u16)value;
	snprintf(format, sizeof(format), "%%%sll%c", spec->flags, spec->type);
	return scnprintf(to, room, format, value);
}

static int vp_put_utf16(char *to, size_t room, const WCHAR *wide, size_t len)
{
	int n;

	if (!wide)
		return scnprintf(to, room, "(null)");
	n = utf16s_to_utf8s((const wchar_t *)wide, len, UTF16_HOST_ENDIAN,
			    (u8 *)to, room - 1);
	to[n] = '\0';
	return n;
}

static size_t vp_wide_length(const WCHAR *wide)
{
	size_t len = 0;

	while (wide && len < VP_LINE_MAX && wide[len])
		len++;
	return len;
}

static int vp_put_string(char *to, size_t room, const struct vp_spec *spec,
			 va_list *args)
{
	char format[VP_SPEC_MAX + 4];
	const WCHAR *wide;

	if (spec->utf16 || spec->type == 'S') {
		wide = va_arg(*args, const WCHAR *);
		return vp_put_utf16(to, room, wide, vp_wide_length(wide));
	}
	snprintf(format, sizeof(format), "%%%ss", spec->flags);
	return scnprintf(to, room, format, va_arg(*args, const char *));
}

static int vp_put_counted(char *to, size_t room, va_list *args)
{
	const struct vp_unicode_string *string;

	string = va_arg(*args, const struct vp_unicode_string *);
	if (!string)
		return scnprintf(to, room, "(null)");
	return vp_put_utf16(to, room, string->buffer,
			    string->length / sizeof(WCHAR));
}

/* What is unknown stands as it is, and takes no argument. */
static int vp_put(char *to, size_t room, const char *from, int len,
		  const struct vp_spec *spec, va_list *args)
{
	switch (spec->type) {
	case 'd':
	case 'i':
	case 'u':
	case 'x':
	case 'X':
	case 'o':
		return vp_put_number(to, room, spec, args);
	case 'c':
		return scnprintf(to, room, "%c", va_arg(*args, int));
	case 'p':
		return scnprintf(to, room, "%p", va_arg(*args, void *));
	case 's':
	case 'S':
		return vp_put_string(to, room, spec, args);
	case 'Z':
		if (spec->utf16)
			return vp_put_counted(to, room, args);
		break;
	case '%':
		return scnprintf(to, room, "%%");
	}
	return scnprintf(to, room, "%.*s", len, from);
}

static void vp_format(char *to, size_t room, const char *format, va_list *args)
{
	const char *next;
	struct vp_spec spec;
	size_t n = 0;

	for (; *format && n < room - 1; format = next) {
		if (*format != '%') {
			to[n++] = *format;
			next = format + 1;
			continue;
		}
		next = vp_spec_parse(format + 1, &spec);
		n += vp_put(to + n, room - n, format, next - format, &spec,
			    args);
	}
	while (n && to[n - 1] == '\n')
		n--;
	to[n] = '\0';
}

static struct ratelimit_state vp_print_limit =
	RATELIMIT_STATE_INIT_FLAGS(vp_print_limit, VP_PRINT_SECONDS * HZ, VP_PRINT_LINES,
				   RATELIMIT_MSG_ON_RELEASE);
static atomic_t vp_print_lost;

static void vp_print_tell(struct timer_list *unused)
{
	pr_warn("videoport: %d lines of miniports' were dropped, as there were more than %d in %d s; with debug_level=2 all are printed\n",
		atomic_xchg(&vp_print_lost, 0), VP_PRINT_LINES, VP_PRINT_SECONDS);
}

static DEFINE_TIMER(vp_print_timer, vp_print_tell);

/* Who asks for traces is to have all; others are told how much they have not. */
static bool vp_print_allowed(void)
{
	if (READ_ONCE(debug_level) > Warn || __ratelimit(&vp_print_limit))
		return true;
	if (atomic_inc_return(&vp_print_lost) == 1)
		mod_timer(&vp_print_timer, jiffies + VP_PRINT_SECONDS * HZ);
	return false;
}

/* The module goes, and with it who prints. */
void vp_print_exit(void)
{
	timer_delete_sync(&vp_print_timer);
}

VOID VideoPortDebugPrint(VIDEO_DEBUG_LEVEL DebugPrintLevel, PSTR DebugMessage,
			 ...)
{
	char line[VP_LINE_MAX];
	va_list args;

	if ((int)DebugPrintLevel > READ_ONCE(debug_level) || !vp_print_allowed())
		return;
	va_start(args, DebugMessage);
	vp_format(line, sizeof(line), DebugMessage, &args);
	va_end(args);
	if (DebugPrintLevel == Error)
		pr_err("videoport: %s\n", line);
	else if (DebugPrintLevel == Warn)
		pr_warn("videoport: %s\n", line);
	else
		pr_info("videoport: %s\n", line);
}
EXPORT_SYMBOL_GPL(VideoPortDebugPrint);

VOID VideoPortLogError(PVOID HwDeviceExtension, PVIDEO_REQUEST_PACKET Vrp,
		       VP_STATUS ErrorCode, ULONG UniqueId)
{
	struct device *dev = &vp_adapter_of(HwDeviceExtension)->pdev->dev;

	if (Vrp)
		dev_err_ratelimited(dev, "error %d (id %u) in request %#x\n",
				    ErrorCode, UniqueId, Vrp->IoControlCode);
	else
		dev_err_ratelimited(dev, "error %d (id %u)\n", ErrorCode,
				    UniqueId);
}
EXPORT_SYMBOL_GPL(VideoPortLogError);
