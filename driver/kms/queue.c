// SPDX-License-Identifier: GPL-2.0
/*
 * Presents on their way to the port driver, and events on their way back, both in order
 * and each event once. Several presents are under way; where no more can be, damage is
 * gathered in the last that waits, so that who draws never waits for the device.
 */
#include <linux/minmax.h>
#include <linux/sched.h>

#include <drm/drm_crtc.h>
#include <drm/drm_device.h>
#include <drm/drm_vblank.h>

#include "queue.h"

/* What a program adds has no end of itself. */
#define VK_QUEUE_ROUNDS	16

/* As long as DRM's helpers wait for a flip */
#define VK_QUEUE_PATIENCE	(10 * HZ)

static void vk_queue_later(struct work_struct *work)
{
	vk_queue_run(container_of(work, struct vk_queue, later));
}

void vk_queue_init(struct vk_queue *queue, struct drm_crtc *crtc, struct vp_client *client)
{
	spin_lock_init(&queue->lock);
	INIT_WORK(&queue->later, vk_queue_later);
	init_waitqueue_head(&queue->flipped);
	queue->crtc = crtc;
	queue->client = client;
}

/**
 * vk_queue_send() - send an event, if there is one
 * @queue: the queue
 * @event: no event, or one that is not in the queue
 */
void vk_queue_send(struct vk_queue *queue, struct drm_pending_vblank_event *event)
{
	struct drm_device *drm = queue->crtc->dev;
	unsigned long flags;

	if (!event)
		return;
	/* Who hears of this one may flip at once. */
	if (READ_ONCE(queue->flip) == event) {
		WRITE_ONCE(queue->flip, NULL);
		if (wq_has_sleeper(&queue->flipped))
			wake_up_all(&queue->flipped);
	}
	spin_lock_irqsave(&drm->event_lock, flags);
	drm_crtc_send_vblank_event(queue->crtc, event);
	spin_unlock_irqrestore(&drm->event_lock, flags);
}

/* The runner: the oldest @count that the port driver had are done. */
static void vk_queue_done(struct vk_queue *queue, unsigned int count)
{
	struct drm_pending_vblank_event *event;

	for (; count; count--) {
		event = queue->events[queue->out++ % VP_CLIENT_DEPTH];
		queue->owed -= !!event;
		vk_queue_send(queue, event);
	}
}

/* The runner. Where no more completions come, all is done that there was. */
static void vk_queue_collect(struct vk_queue *queue)
{
	int count = vp_client_take(queue->client);

	if (count < 0)
		count = queue->in - queue->out;
	vk_queue_done(queue, min_t(unsigned int, count, queue->in - queue->out));
}

static bool vk_queue_next(struct vk_queue *queue, struct vk_request *request)
{
	lockdep_assert_held(&queue->lock);
	if (!queue->count)
		return false;
	*request = queue->waiting[queue->first];
	queue->first = (queue->first + 1) % VK_QUEUE_WAITING;
	queue->count--;
	return true;
}

/* The runner, the lock held, and let go of meanwhile: whether there may be more. */
static bool vk_queue_present(struct vk_queue *queue)
	__must_hold(&queue->lock)
{
	struct vk_request request;
	int ret;

	if (queue->in - queue->out == VP_CLIENT_DEPTH || !vk_queue_next(queue, &request))
		return false;
	queue->presenting = request.set;
	/* What nobody waits for is found done with the next present. */
	vp_client_want(queue->client, queue->count || queue->owed || request.event);
	spin_unlock_bh(&queue->lock);
	ret = vp_client_present(queue->client, request.set, &request.window, &request.damage);
	if (!ret) {
		queue->events[queue->in++ % VP_CLIENT_DEPTH] = request.event;
		queue->owed += !!request.event;
	} else {
		/* It is as if it was shown and something else right after. */
		vk_queue_send(queue, request.event);
	}
	spin_lock_bh(&queue->lock);
	queue->presenting = NULL;
	return true;
}

/* The runner, the lock held, and let go of meanwhile: whether there is room at once */
static bool vk_queue_look(struct vk_queue *queue)
	__must_hold(&queue->lock)
{
	bool done;

	if (!queue->count)
		return false;
	vp_client_want(queue->client, true);
	spin_unlock_bh(&queue->lock);
	done = vp_client_look(queue->client);
	spin_lock_bh(&queue->lock);
	return done;
}

/* The runner, the lock held, and let go of meanwhile: one look at both ends */
static void vk_queue_turn(struct vk_queue *queue)
	__must_hold(&queue->lock)
{
	queue->again = false;
	if (queue->in != queue->out) {
		spin_unlock_bh(&queue->lock);
		vk_queue_collect(queue);
		spin_lock_bh(&queue->lock);
	}
	while (vk_queue_present(queue))
		;
	if (vk_queue_look(queue))
		queue->again = true;
}

static void vk_queue_run_locked(struct vk_queue *queue)
	__releases(&queue->lock)
{
	unsigned int rounds = 0;

	if (queue->running) {
		queue->again = true;
		spin_unlock_bh(&queue->lock);
		return;
	}
	queue->running = true;
	do {
		vk_queue_turn(queue);
	} while (queue->again && ++rounds < VK_QUEUE_ROUNDS);
	if (queue->again && !queue->ended)
		schedule_work(&queue->later);
	queue->running = false;
	spin_unlock_bh(&queue->lock);
}

/**
 * vk_queue_run() - present what waits, and send the events of what is done
 * @queue: the queue
 *
 * Context: softirq or process context.
 */
void vk_queue_run(struct vk_queue *queue)
{
	spin_lock_bh(&queue->lock);
	vk_queue_run_locked(queue);
}

static void vk_rect_grow(struct vp_client_rect *rect, const struct vp_client_rect *by)
{
	u32 right = max(rect->x + rect->width, by->x + by->width);
	u32 bottom = max(rect->y + rect->height, by->y + by->height);

	rect->x = min(rect->x, by->x);
	rect->y = min(rect->y, by->y);
	rect->width = right - rect->x;
	rect->height = bottom - rect->y;
}

static bool vk_request_covers(const struct vk_request *request, const struct vk_request *other)
{
	return request->set == other->set && !request->event &&
	       !memcmp(&request->window, &other->window, sizeof(other->window));
}

/* False if there is no place for it. */
static bool vk_queue_put(struct vk_queue *queue, const struct vk_request *request)
{
	struct vk_request *last;

	lockdep_assert_held(&queue->lock);
	last = &queue->waiting[(queue->first + queue->count - 1) % VK_QUEUE_WAITING];
	if (queue->ended)
		return false;
	if (queue->count && vk_request_covers(last, request)) {
		vk_rect_grow(&last->damage, &request->damage);
		last->event = request->event;
		return true;
	}
	if (queue->count == VK_QUEUE_WAITING)
		return false;
	queue->waiting[(queue->first + queue->count++) % VK_QUEUE_WAITING] = *request;
	return true;
}

/**
 * vk_queue_add() - present
 * @queue: the queue
 * @fb: what is shown from now on
 * @request: the set stays until vk_queue_forget(), whatever becomes of it
 *
 * Context: process context.
 */
void vk_queue_add(struct vk_queue *queue, const struct drm_framebuffer *fb,
		  const struct vk_request *request)
{
	bool there;

	spin_lock_bh(&queue->lock);
	queue->fb = fb;
	queue->shown = *request;
	there = vk_queue_put(queue, request);
	if (there) {
		vk_queue_run_locked(queue);
	} else {
		spin_unlock_bh(&queue->lock);
		vk_queue_send(queue, request->event);
	}
}

/**
 * vk_queue_flip() - present what no other flip may overtake
 * @queue: the queue, where none is under way
 * @fb: what is shown from now on
 * @request: as vk_queue_add(), with an event
 *
 * Context: process context; no other may flip meanwhile.
 */
void vk_queue_flip(struct vk_queue *queue, const struct drm_framebuffer *fb,
		   const struct vk_request *request)
{
	WRITE_ONCE(queue->flip, request->event);
	vk_queue_add(queue, fb, request);
}

/* Whether the event of vk_queue_flip() has not been sent yet */
bool vk_queue_is_flipping(struct vk_queue *queue)
{
	return READ_ONCE(queue->flip);
}

/**
 * vk_queue_wait() - until the event of vk_queue_flip() is being sent
 * @queue: the queue
 *
 * Context: process context, may sleep; no other may flip meanwhile.
 */
void vk_queue_wait(struct vk_queue *queue)
{
	wait_event_timeout(queue->flipped, !vk_queue_is_flipping(queue), VK_QUEUE_PATIENCE);
}

/* The part of @rect that lies within @window, or false if there is none. */
static bool vk_rect_clip(struct vp_client_rect *rect, const struct vp_client_rect *window)
{
	u32 right = min(rect->x + rect->width, window->x + window->width);
	u32 bottom = min(rect->y + rect->height, window->y + window->height);

	rect->x = max(rect->x, window->x);
	rect->y = max(rect->y, window->y);
	if (rect->x >= right || rect->y >= bottom)
		return false;
	rect->width = right - rect->x;
	rect->height = bottom - rect->y;
	return true;
}

/**
 * vk_queue_dirty() - present again what is shown, if it is this
 * @queue: the queue
 * @fb: what was drawn in
 * @damage: where, in its set
 *
 * Context: process context.
 */
void vk_queue_dirty(struct vk_queue *queue, const struct drm_framebuffer *fb,
		    const struct vp_client_rect *damage)
{
	struct vk_request request;
	bool there = false;

	spin_lock_bh(&queue->lock);
	if (queue->fb == fb) {
		request = queue->shown;
		request.event = NULL;
		request.damage = *damage;
		there = vk_rect_clip(&request.damage, &request.window) &&
			vk_queue_put(queue, &request);
	}
	if (there)
		vk_queue_run_locked(queue);
	else
		spin_unlock_bh(&queue->lock);
}

/* A runner never waits for anything, and this is not for where it matters how long. */
static void vk_queue_pause(struct vk_queue *queue)
	__must_hold(&queue->lock)
{
	spin_unlock_bh(&queue->lock);
	schedule_timeout_uninterruptible(1);
	spin_lock_bh(&queue->lock);
}

/**
 * vk_queue_stop() - give the screen up, and send all events
 * @queue: the queue
 *
 * Context: process context, may sleep; nobody adds meanwhile.
 */
void vk_queue_stop(struct vk_queue *queue)
{
	struct vk_request request;

	spin_lock_bh(&queue->lock);
	/* Damage comes without a lock of the commit's. */
	queue->fb = NULL;
	while (queue->running)
		vk_queue_pause(queue);
	queue->running = true;
	spin_unlock_bh(&queue->lock);
	vp_client_yield(queue->client);
	vk_queue_done(queue, queue->in - queue->out);
	spin_lock_bh(&queue->lock);
	while (vk_queue_next(queue, &request)) {
		spin_unlock_bh(&queue->lock);
		vk_queue_send(queue, request.event);
		spin_lock_bh(&queue->lock);
	}
	queue->running = false;
	spin_unlock_bh(&queue->lock);
}

/**
 * vk_queue_end() - present nothing any more
 * @queue: the queue; the events of what is added from now on are sent at once
 *
 * Context: process context, may sleep.
 */
void vk_queue_end(struct vk_queue *queue)
{
	spin_lock_bh(&queue->lock);
	queue->ended = true;
	spin_unlock_bh(&queue->lock);
	vk_queue_stop(queue);
	cancel_work_sync(&queue->later);
}

/* The set of the waiting present of this number goes: so does the present. */
static struct drm_pending_vblank_event *vk_queue_take_out(struct vk_queue *queue, unsigned int i)
{
	struct drm_pending_vblank_event *event;

	lockdep_assert_held(&queue->lock);
	event = queue->waiting[(queue->first + i) % VK_QUEUE_WAITING].event;
	for (queue->count--; i < queue->count; i++)
		queue->waiting[(queue->first + i) % VK_QUEUE_WAITING] =
			queue->waiting[(queue->first + i + 1) % VK_QUEUE_WAITING];
	return event;
}

/**
 * vk_queue_forget() - a set is to go
 * @queue: the queue
 * @set: the set, which is not presented any more on return
 *
 * Context: process context, may sleep.
 */
void vk_queue_forget(struct vk_queue *queue, const struct vp_set *set)
{
	struct drm_pending_vblank_event *event;
	unsigned int i = 0;

	spin_lock_bh(&queue->lock);
	if (queue->shown.set == set)
		queue->fb = NULL;
	while (i < queue->count) {
		if (queue->waiting[(queue->first + i) % VK_QUEUE_WAITING].set != set) {
			i++;
			continue;
		}
		event = vk_queue_take_out(queue, i);
		spin_unlock_bh(&queue->lock);
		vk_queue_send(queue, event);
		spin_lock_bh(&queue->lock);
		/* The runner may have taken some meanwhile. */
		i = 0;
	}
	while (queue->presenting == set)
		vk_queue_pause(queue);
	spin_unlock_bh(&queue->lock);
}
