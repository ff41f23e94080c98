/* SPDX-License-Identifier: BSD-3-Clause */
/* Rules as tests write them. */
#ifndef RULES_TEXT_H
#define RULES_TEXT_H

#include "workstation.h"

/** Rules written one setting to a line, "key value"; a line "-" begins a
 * clause, and the file is "rules". @return text to be freed. */
struct workstation_text* rules_text(const char* text);

#endif /* RULES_TEXT_H */
