#include "cli/map/view.h"

#include <math.h>

static const double metres_per_point = 0.0254 / 72.0;

bp_view bp_view_make(const double box[4], bp_rectangle frame, double margin, double metres)
{
    bp_view view = {frame, {0.0}, 1.0, metres};
    double width = fmax(box[2] - box[0], 1.0), height = fmax(box[3] - box[1], 1.0);
    view.scale =
        fmin(fmax(frame.width - 2.0 * margin, 1.0) / width, fmax(frame.height - 2.0 * margin, 1.0) / height);
    double half_width = frame.width / view.scale / 2.0, half_height = frame.height / view.scale / 2.0;
    double x = (box[0] + box[2]) / 2.0, y = (box[1] + box[3]) / 2.0;
    view.box[0] = x - half_width;
    view.box[1] = y - half_height;
    view.box[2] = x + half_width;
    view.box[3] = y + half_height;
    return view;
}

void bp_view_point(const bp_view *view, const double xy[2], double *x, double *y)
{
    *x = view->frame.left + (xy[0] - view->box[0]) * view->scale;
    *y = view->frame.top + (view->box[3] - xy[1]) * view->scale;
}

bool bp_view_shows(const bp_view *view, const double box[4])
{
    return box[0] <= view->box[2] && box[2] >= view->box[0] && box[1] <= view->box[3] &&
           box[3] >= view->box[1];
}

double bp_view_denominator(const bp_view *view)
{
    return view->metres / (view->scale * metres_per_point);
}

double bp_view_round_length(const bp_view *view, double most)
{
    static const double steps[] = {5.0, 2.0, 1.0};
    double metres = most / view->scale * view->metres, ten = pow(10.0, floor(log10(metres)));
    for (int i = 0; i < 3; i++)
        if (steps[i] * ten <= metres)
            return steps[i] * ten;
    return ten;
}
