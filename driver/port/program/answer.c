// SPDX-License-Identifier: GPL-2.0
/*
 * What a miniport answers a display driver, as a program can use it. On Windows both live
 * in the kernel, so a miniport may answer with what it mapped for itself long before: the
 * program gets the same memory at an address of its own. No other address of the kernel's
 * gets out.
 */
#include <linux/mm.h>
#include <linux/uaccess.h>

#include "adapter.h"
#include "hardware/resource.h"
#include "program/answer.h"
#include "program/usermap.h"

/**
 * struct vp_answer - an answer on its way
 * @adapter: the adapter
 * @code: of the request
 * @base: the miniport's mapping that was shown last; NULL: none
 * @length: bytes of it
 * @shown: where the program sees it
 */
struct vp_answer {
	struct vp_adapter *adapter;
	u32 code;
	const void *base;
	u32 length;
	void *shown;
};

static bool vp_answer_is_kernels(const void *address)
{
	return (unsigned long)address >= TASK_SIZE_MAX;
}

static int vp_answer_show(struct vp_answer *answer, const void *address)
{
	const void *base;
	phys_addr_t phys;
	u32 length;

	if (answer->base && address >= answer->base && address < answer->base + answer->length)
		return 0;
	if (!vp_resource_find(answer->adapter, address, &base, &phys, &length)) {
		vp_warn(answer->adapter, "HwVidStartIO(%#x) answers with an address of the kernel's that it mapped nothing of the device at\n",
			answer->code);
		return -EIO;
	}
	if (vp_usermap_map(answer->adapter, phys, length, VIDEO_MEMORY_SPACE_MEMORY,
			   &answer->shown) != NO_ERROR)
		return -ENOMEM;
	answer->base = base;
	answer->length = length;
	return 0;
}

/* The program's address instead of the kernel's, or none */
static int vp_answer_address(struct vp_answer *answer, void **place)
{
	void *address = *place;
	int ret;

	if (!vp_answer_is_kernels(address))
		return 0;
	*place = NULL;
	ret = vp_answer_show(answer, address);
	if (!ret)
		*place = answer->shown + (address - answer->base);
	return ret;
}

static int vp_answer_memory(struct vp_answer *answer, VIDEO_MEMORY_INFORMATION *memory,
			    u64 length)
{
	int ret, other;

	if (length < sizeof(*memory))
		return 0;
	ret = vp_answer_address(answer, &memory->VideoRamBase);
	other = vp_answer_address(answer, &memory->FrameBufferBase);
	return ret ?: other;
}

static int vp_answer_ranges(struct vp_answer *answer, VIDEO_PUBLIC_ACCESS_RANGES *range,
			    u64 length)
{
	int ret = 0, other;

	/* No more than a buffer of VIDEOPORT_REQUEST_MAX has */
	for (; length >= sizeof(*range); length -= sizeof(*range), range++) {
		other = vp_answer_address(answer, &range->VirtualAddress);
		ret = ret ?: other;
	}
	return ret;
}

/**
 * vp_answer_for_program() - put a program's addresses into an answer
 * @adapter: the adapter
 * @code: IOCTL_VIDEO_*
 * @buffer: what HwVidStartIO answered
 * @length: bytes of it
 *
 * Context: process context, may sleep, the device lock held, between vp_usermap_begin()
 * and vp_usermap_end().
 * Return: 0; -EIO if there was an address of the kernel's that is no mapping of the
 * device's; -ENOMEM if the program can't have the memory.
 */
int vp_answer_for_program(struct vp_adapter *adapter, u32 code, void *buffer, u64 length)
{
	struct vp_answer answer = { .adapter = adapter, .code = code };

	switch (code) {
	case IOCTL_VIDEO_MAP_VIDEO_MEMORY:
	case IOCTL_VIDEO_SHARE_VIDEO_MEMORY:
		return vp_answer_memory(&answer, buffer, length);
	case IOCTL_VIDEO_QUERY_PUBLIC_ACCESS_RANGES:
		return vp_answer_ranges(&answer, buffer, length);
	default:
		return 0;
	}
}
