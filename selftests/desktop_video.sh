#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# GStreamer's kmssink on a card of /dev/dri: a video, and the kernel's vivid as a camera,
# whose pictures go by copies, or in buffers that both drivers share.

. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/desktop.sh"
need_card
inside sh -c 'command -v gst-launch-1.0' >/dev/null || skip_all "no GStreamer: vm --root desktop"

size=width=640,height=480

# These plug-ins alone, as others want libraries that are not there.
choose_plugins()
{
	mkdir -p "$programs/tmp/plugins"
	for plugin in coreelements videotestsrc videoconvertscale rawparse kms video4linux2; do
		ln -s "/usr/lib/$(cd $programs/usr/lib && echo */gstreamer-1.0)/libgst$plugin.so" \
			"$programs/tmp/plugins/"
	done
}

# Words, and no function, as what is started has to be the program itself.
gst="inside env GST_PLUGIN_SYSTEM_PATH_1_0=/tmp/plugins GST_REGISTRY=/tmp/registry
	GST_REGISTRY_FORK=no GST_DEBUG_NO_COLOR=1 GST_DEBUG=*:2,kmsallocator:5
	gst-launch-1.0"
sink="kmssink bus-id=pci:$address force-modesetting=true can-scale=false sync=false"

# last_picture FILE: of a file of RGB, as PPM
last_picture()
{
	printf 'P6\n640 480\n255\n' && tail -c $((640 * 480 * 3)) "$1"
}

shows_picture()
{
	seen=$(screen_sum "$address" video) && [ "$seen" = "$(sum "$programs/tmp/picture.ppm")" ]
}

# A ball that goes to and fro
make_video()
{
	for format in BGRx RGB; do
		$gst -q videotestsrc num-buffers=12 pattern=ball animation-mode=frames \
			! video/x-raw,format=$format,$size ! filesink location=/tmp/$format ||
			return
	done
	last_picture "$programs/tmp/RGB" >"$programs/tmp/picture.ppm"
}

# plays_as SHAPE: of a pixel. Its end is not the input's, so that the last picture stays.
plays_as()
{
	start player 'Setting pipeline to PAUSED .*' $gst fdsrc \
		! rawvideoparse format=bgrx width=640 height=480 pixel-aspect-ratio="$1" \
		! $sink || return
	cat "$programs/tmp/BGRx" >"$work/player.in"
	until shows_picture; do
		alive "$(cat "$work/player.pid")" || fail "$(cat "$work/player.out")" || return
	done
	stop player
}

# The sink takes no other shape than the screen's, and that one where it knows none.
plays()
{
	make_video || return
	plays_as 1/1 && return
	kill_program player
	plays_as 11/10
}

# Without the time that it writes into its pictures
camera="v4l2src device=/dev/video0 extra-controls=c,osd_text_mode=2"

have_camera()
{
	modprobe vivid n_devs=1 node_types=1 no_error_inj=1 2>/dev/null
	[ -e /dev/video0 ] || { skip="no camera: this guest has not the module vivid"; return 1; }
	$gst -q $camera num-buffers=1 ! video/x-raw,format=BGRx,$size ! videoconvert \
		! video/x-raw,format=RGB ! filesink location=/tmp/RGB &&
	last_picture "$programs/tmp/RGB" >"$programs/tmp/picture.ppm"
}

# camera_shows WORDS: of v4l2src. The mode is set with the first picture.
camera_shows()
{
	have_camera || { [ -n "$skip" ]; return; }
	start camera 'Setting pipeline to PAUSED .*' $gst \
		$camera $1 ! video/x-raw,format=BGRx,$size ! $sink || return
	until shows_picture; do
		alive "$(cat "$work/camera.pid")" || fail "$(cat "$work/camera.out")" || return
	done
}

by_copies()
{
	camera_shows io-mode=mmap
}

shares()
{
	inside drm_info "/dev/dri/$card" | grep -q 'PRIME.*[1-3]$' ||
		{ skip="this card shares no buffers (PRIME)"; return 1; }
}

# Each frame buffer is of a buffer that the sink has made, or of a foreign one.
frame_buffers_of()
{
	grep -c "gst_kms_allocator_$1:" "$work/camera.out"
}

card_reads_camera()
{
	shares || { [ -n "$skip" ]; return; }
	camera_shows io-mode=dmabuf || return
	[ -n "$skip" ] ||
		[ "$(frame_buffers_of add_fb)" -gt "$(frame_buffers_of memory_create)" ] ||
		fail "$(cat "$work/camera.out")"
}

# It fails where the sink has no such buffers.
camera_writes_card()
{
	shares || { [ -n "$skip" ]; return; }
	camera_shows io-mode=dmabuf-import
}

goes()
{
	camera_shows io-mode=mmap || return
	[ -z "$skip" ] || return 0
	take_away || return
	kill_program camera
	give_back && plays
}

begin
begin_servers
choose_plugins
check "a video is played: its last picture is on the screen" plays
check "a camera's pictures" by_copies
check "a camera's buffers are shown" card_reads_camera
check "a camera writes into the card's buffers" camera_writes_card
check "the card goes under a camera's pictures, and comes again" goes
rm -rf "$programs"/tmp/*
leave_card
