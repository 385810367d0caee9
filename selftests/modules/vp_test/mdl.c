// SPDX-License-Identifier: GPL-2.0
/* A program's memory, locked for DMA */
#include <linux/mm.h>
#include <linux/mman.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "vp_test.h"

#define USER_PAGES 3

/* Whether each of the program's pages is pinned, and whether it is dirty */
static void program_pages(struct vpt_ext *t, unsigned long user, bool pinned,
			  unsigned int dirty)
{
	struct folio *folio;
	struct page *page;
	int i;

	for (i = 0; i < USER_PAGES; i++) {
		if (!expect_eq(t, get_user_pages_fast(user + i * PAGE_SIZE, 1,
						      0, &page), 1))
			return;
		folio = page_folio(page);
		expect_eq(t, folio_maybe_dma_pinned(folio), pinned);
		/* On arm64 Linux itself marks what it gives to write to. */
		if (i < dirty || IS_ENABLED(CONFIG_X86))
			expect_eq(t, folio_test_dirty(folio), i < dirty);
		folio_put(folio);
	}
}

/*
 * The program that started this case lends its memory: a page to the device,
 * one from it, of which the program has touched no byte before, and one more.
 */
static void program_moves(struct vpt_ext *t, unsigned long user, PUCHAR bytes)
{
	void __user *there = (void __user *)user;
	unsigned long locked = current->mm->locked_vm;
	struct vpt_packet p = { .t = t };
	PVOID mdl;

	vpt_fill(bytes, EDU_DMA_MAX, 9);
	expect(t, !copy_to_user(there, bytes, EDU_DMA_MAX));
	mdl = VideoPortLockBuffer(t, (PVOID)user, USER_PAGES * PAGE_SIZE,
				  VpModifyAccess);
	if (!expect(t, mdl))
		return;
	expect_eq(t, current->mm->locked_vm, locked + USER_PAGES);
	program_pages(t, user, true, 0);
	expect_eq(t, VideoPortGetBytesUsed(t, mdl), USER_PAGES * PAGE_SIZE);
	VideoPortSetBytesUsed(t, mdl, PAGE_SIZE + EDU_DMA_MAX);
	expect_eq(t, VideoPortGetBytesUsed(t, mdl), PAGE_SIZE + EDU_DMA_MAX);
	p.adapter = vpt_packet_get(t, vpt_narrow(t), false, 0);
	if (vpt_packet_move(&p, mdl, 0, EDU_DMA_MAX, true))
		vpt_packet_move(&p, mdl, PAGE_SIZE, EDU_DMA_MAX, false);
	VideoPortUnLockBuffer(t, mdl);
	expect_eq(t, current->mm->locked_vm, locked);
	program_pages(t, user, false, 2);
	VideoPortPutDmaAdapter(t, p.adapter);
	expect(t, !copy_from_user(bytes + EDU_DMA_MAX, there + PAGE_SIZE,
				  EDU_DMA_MAX));
	expect(t, !memcmp(bytes, bytes + EDU_DMA_MAX, EDU_DMA_MAX));
}

static void program(struct vpt_ext *t)
{
	PUCHAR bytes = kzalloc(2 * EDU_DMA_MAX, GFP_KERNEL);
	unsigned long user;

	user = vm_mmap(NULL, 0, USER_PAGES * PAGE_SIZE, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS, 0);
	if (expect(t, bytes) && expect(t, !IS_ERR_VALUE(user))) {
		program_moves(t, user, bytes);
		vm_munmap(user, USER_PAGES * PAGE_SIZE);
	}
	kfree(bytes);
}

const struct vpt_case vpt_mdl[] = {
	{ "packet: a program's memory", program },
	{ }
};
