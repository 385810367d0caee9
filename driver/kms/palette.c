// SPDX-License-Identifier: GPL-2.0
/*
 * The colours of a mode that has a palette. What a program draws in colours is shown in
 * those of three, three and two bits; what it draws in numbers, in its own, which is what
 * the CRTC's gamma table is then.
 */
#include <linux/slab.h>

#include <drm/drm_crtc.h>
#include <drm/drm_fourcc.h>
#include <drm/drm_framebuffer.h>
#include <drm/drm_mode.h>
#include <drm/drm_property.h>

#include "kms.h"

/* Eight reds, eight greens, four blues, as DRM_FORMAT_RGB332 has them */
static struct vp_client_color vk_palette_color(unsigned int i)
{
	return (struct vp_client_color) {
		.red = (i >> 5) * 255 / 7,
		.green = (i >> 2 & 7) * 255 / 7,
		.blue = (i & 3) * 255 / 3,
	};
}

/*
 * @table: what number @i stands for itself, or what each part of its colour becomes. Of its
 * sixteen bits the upper ones: what was made of eight by repeating them is those again.
 */
static struct vp_client_color vk_palette_look(const struct drm_color_lut *table, unsigned int i,
					      bool numbers)
{
	struct vp_client_color color = vk_palette_color(i);

	if (!table)
		return color;
	return (struct vp_client_color) {
		.red = table[numbers ? i : color.red].red >> 8,
		.green = table[numbers ? i : color.green].green >> 8,
		.blue = table[numbers ? i : color.blue].blue >> 8,
	};
}

/* Whether what is drawn there are a palette's numbers */
bool vk_palette_is_of(const struct drm_framebuffer *fb)
{
	return fb && fb->format->format == DRM_FORMAT_C8;
}

/**
 * vk_palette_load() - have the miniport show the colours that are wanted
 * @vk: a device on which a mode with a palette is set
 * @crtc: what a program wants, of a checked state
 * @fb: what is shown, or NULL
 *
 * Context: process context, may sleep.
 * Return: 0; -ENOMEM; as vp_client_palette().
 */
int vk_palette_load(struct vk_device *vk, const struct drm_crtc_state *crtc,
		    const struct drm_framebuffer *fb)
{
	const struct drm_color_lut *table = crtc->gamma_lut ? crtc->gamma_lut->data : NULL;
	struct vp_client_color *colors;
	unsigned int i;
	int ret;

	colors = kcalloc(VK_PALETTE, sizeof(*colors), GFP_KERNEL);
	if (!colors)
		return -ENOMEM;
	for (i = 0; i < VK_PALETTE; i++)
		colors[i] = vk_palette_look(table, i, vk_palette_is_of(fb));
	ret = vp_client_palette(vk->client, colors, VK_PALETTE);
	kfree(colors);
	return ret;
}
