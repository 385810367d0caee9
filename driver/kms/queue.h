/* SPDX-License-Identifier: GPL-2.0 */
/* Presents on their way to the port driver, and events on their way back. */
#ifndef VIDEOPORT_KMS_QUEUE_H
#define VIDEOPORT_KMS_QUEUE_H

#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <linux/workqueue.h>

#include "client.h"

struct drm_crtc;
struct drm_framebuffer;
struct drm_pending_vblank_event;
struct vp_set;

/* Commits wait for the flip before them, so that there are no more. */
#define VK_QUEUE_WAITING	8

/**
 * struct vk_request - one present
 * @set: what the screen is to show
 * @window: which part of it
 * @damage: what has changed there
 * @event: to be sent when it is done, or NULL
 */
struct vk_request {
	struct vp_set *set;
	struct vp_client_rect window;
	struct vp_client_rect damage;
	struct drm_pending_vblank_event *event;
};

/**
 * struct vk_queue - a screen's presents
 *
 * One runner at a time presents and takes completions, without the lock, since either
 * may call for another: that one leaves it to the runner.
 *
 * @crtc: whose events; constant
 * @client: where presents go; constant
 * @lock: guards all but what is the runner's
 * @running: there is a runner
 * @again: there is more for it to do
 * @ended: nothing is presented any more
 * @later: the runner where a softirq has run for long
 * @presenting: the set that the runner is at, or NULL
 * @fb: what the last present that was added shows, to be told from others; NULL: nothing
 * @shown: how
 * @first: of @waiting
 * @count: entries of @waiting
 * @waiting: presents that the port driver does not have yet
 * @in: presents that it has got; the runner's
 * @out: presents that it is through with; the runner's
 * @events: of those between; the runner's
 * @owed: how many of these there are; the runner's
 * @flip: an event that no other flip may overtake; NULL when it is being sent
 * @flipped: who waits for that
 */
struct vk_queue {
	struct drm_crtc *crtc;
	struct vp_client *client;
	spinlock_t lock; /* guards running to waiting */
	bool running;
	bool again;
	bool ended;
	struct work_struct later;
	struct vp_set *presenting;
	const struct drm_framebuffer *fb;
	struct vk_request shown;
	unsigned int first;
	unsigned int count;
	struct vk_request waiting[VK_QUEUE_WAITING];
	unsigned int in;
	unsigned int out;
	struct drm_pending_vblank_event *events[VP_CLIENT_DEPTH];
	unsigned int owed;
	struct drm_pending_vblank_event *flip;
	wait_queue_head_t flipped;
};

void vk_queue_init(struct vk_queue *queue, struct drm_crtc *crtc, struct vp_client *client);
void vk_queue_add(struct vk_queue *queue, const struct drm_framebuffer *fb,
		  const struct vk_request *request);
void vk_queue_flip(struct vk_queue *queue, const struct drm_framebuffer *fb,
		   const struct vk_request *request);
bool vk_queue_is_flipping(struct vk_queue *queue);
void vk_queue_wait(struct vk_queue *queue);
void vk_queue_dirty(struct vk_queue *queue, const struct drm_framebuffer *fb,
		    const struct vp_client_rect *damage);
void vk_queue_run(struct vk_queue *queue);
void vk_queue_stop(struct vk_queue *queue);
void vk_queue_end(struct vk_queue *queue);
void vk_queue_forget(struct vk_queue *queue, const struct vp_set *set);
void vk_queue_send(struct vk_queue *queue, struct drm_pending_vblank_event *event);

#endif
