/* SPDX-License-Identifier: GPL-2.0 */
/* Included out of habit: structured exceptions are not here, and hints say so. */
