// SPDX-License-Identifier: GPL-2.0
/* QEMU's edu function: registers and its DMA engine */
#include "await.h"
#include "vp_test.h"

#define EDU_DMA_SRC 0x80
#define EDU_DMA_DST 0x88
#define EDU_DMA_LEN 0x90
#define EDU_DMA_CMD 0x98
#define EDU_DMA_START 0x01
#define EDU_DMA_TO_MEMORY 0x02
#define EDU_WINDOW 0x40000

ULONG vpt_read(struct vpt_ext *t, ULONG reg)
{
	return VideoPortReadRegisterUlong((PULONG)(t->regs + reg));
}

void vpt_write(struct vpt_ext *t, ULONG reg, ULONG value)
{
	VideoPortWriteRegisterUlong((PULONG)(t->regs + reg), value);
}

/* Move bytes between a common buffer below 256 MiB and the device's window. */
bool vpt_edu_dma(struct vpt_ext *t, u64 logical, ULONG length, bool to_memory)
{
	vpt_write(t, EDU_DMA_SRC, to_memory ? EDU_WINDOW : (ULONG)logical);
	vpt_write(t, EDU_DMA_DST, to_memory ? (ULONG)logical : EDU_WINDOW);
	vpt_write(t, EDU_DMA_LEN, length);
	vpt_write(t, EDU_DMA_CMD,
		  EDU_DMA_START | (to_memory ? EDU_DMA_TO_MEMORY : 0));

	return vpt_await(!(vpt_read(t, EDU_DMA_CMD) & EDU_DMA_START));
}
