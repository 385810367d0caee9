/* SPDX-License-Identifier: GPL-2.0 */
#pragma pack(pop)
