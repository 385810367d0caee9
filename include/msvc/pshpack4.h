/* SPDX-License-Identifier: GPL-2.0 */
/* Not guarded: it packs anew each time, until poppack.h. */
#pragma pack(push, 4)
