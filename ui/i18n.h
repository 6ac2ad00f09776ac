#ifndef UI_I18N_H
#define UI_I18N_H

#include "base/status.h"	/* N_() */

#include <libintl.h>

/* The sentence in the user's language; a number inside a sentence goes through ngettext(). */
#define _(text) gettext(text)

#endif
