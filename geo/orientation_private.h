/* On which side of a line a point lies, exactly. */
#ifndef BP_GEO_ORIENTATION_PRIVATE_H
#define BP_GEO_ORIENTATION_PRIVATE_H

/** The same by exact arithmetic, for the points that rounding leaves in doubt. */
int bp_orientation_exact(const double a[2], const double b[2], const double c[2]);

/**
 * 1 when c lies left of the line from a to b, -1 right of it, 0 exactly on it: the sign of the triangle's
 * area, right for all finite coordinates short of overflow and underflow. Source: Shewchuk (1997),
 * doi:10.1007/PL00009321, whose error bound this takes; what fails it is computed in full.
 */
static inline int bp_orientation(const double a[2], const double b[2], const double c[2])
{
    const double bound = 3.3306690738754716e-16; /* (3 + 16 e) e, e = 2^-53 */
    double left = (a[0] - c[0]) * (b[1] - c[1]), right = (a[1] - c[1]) * (b[0] - c[0]);
    double area = left - right;
    double size = (left < 0.0 ? -left : left) + (right < 0.0 ? -right : right);
    if (area > bound * size)
        return 1;
    if (-area > bound * size)
        return -1;
    /* A product of differences is 0 only when one of them is, so the other product has the sign. */
    if (left == 0.0 || right == 0.0)
        return (area > 0.0) - (area < 0.0);
    return bp_orientation_exact(a, b, c);
}

#endif
