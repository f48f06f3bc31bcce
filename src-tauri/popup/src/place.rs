//! Where the window stands on a screen: plain geometry in physical pixels. Asking the system for
//! its screens and moving the window are not done here.

use tauri::{PhysicalPosition, PhysicalSize};

/// Right and down from the desktop's upper left corner.
pub(crate) type Point = (i32, i32);

/// A rectangle of the desktop.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: i32,
    pub(crate) top: i32,
    pub(crate) width: i32,
    pub(crate) height: i32,
}

/// One screen, and what panels leave of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Screen {
    pub(crate) whole: Area,
    pub(crate) work: Area,
    pub(crate) scale: f64,
}

impl Screen {
    /// The upper left corner of a window of this size: beside the point, which is on a panel, or
    /// without one in the corner that is nearest to the panel.
    pub(crate) fn place(
        &self,
        size: PhysicalSize<u32>,
        near: Option<Point>,
        margin: i32,
    ) -> PhysicalPosition<i32> {
        let (width, height) = (pixels(size.width), pixels(size.height));
        let work = self.work;
        let (x, y) = near.unwrap_or_else(|| self.corner_at_panel());
        let lowest = work.bottom() - height - margin;
        let at_side = !(work.left..work.right()).contains(&x);
        let top = if at_side {
            y - height / 2
        } else if y < self.whole.top + self.whole.height / 2 {
            work.top
        } else {
            lowest
        };
        // The upper left corner stays in sight, whatever the size.
        let left = (x - width / 2).min(work.right() - width - margin);
        PhysicalPosition::new(
            left.max(work.left + margin),
            top.min(lowest).max(work.top + margin),
        )
    }

    /// A point that a panel has told, as it lies on a panel. Some panels count in scaled pixels; no
    /// such point can be right of the middle, where most icons are. `None` when it is on another
    /// screen.
    pub(crate) fn point(&self, (x, y): Point) -> Option<Point> {
        let scaled = |value: i32| (f64::from(value) * self.scale).round() as i32;
        let readings = [(scaled(x), scaled(y)), (x, y)];
        let on_panel = |point: &Point| self.whole.holds(*point) && !self.work.holds(*point);
        let first = readings.into_iter().find(on_panel);
        first.or_else(|| readings.into_iter().find(|it| self.whole.holds(*it)))
    }

    fn corner_at_panel(&self) -> Point {
        let (whole, work) = (self.whole, self.work);
        let is_left = work.left > whole.left && work.right() == whole.right();
        let is_below = work.bottom() < whole.bottom();
        (
            if is_left {
                whole.left
            } else {
                whole.right() - 1
            },
            if is_below {
                whole.bottom() - 1
            } else {
                whole.top
            },
        )
    }
}

impl Area {
    pub(crate) fn new(position: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> Self {
        Self {
            left: position.x,
            top: position.y,
            width: pixels(size.width),
            height: pixels(size.height),
        }
    }

    fn right(self) -> i32 {
        self.left + self.width
    }

    fn bottom(self) -> i32 {
        self.top + self.height
    }

    fn holds(self, (x, y): Point) -> bool {
        (self.left..self.right()).contains(&x) && (self.top..self.bottom()).contains(&y)
    }
}

fn pixels(size: u32) -> i32 {
    i32::try_from(size).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: Area = Area {
        left: 0,
        top: 0,
        width: 1280,
        height: 800,
    };
    const SIZE: PhysicalSize<u32> = PhysicalSize::new(380, 500);

    /// With panels of these sizes at its left, upper, right and lower edge.
    fn screen([left, above, right, below]: [i32; 4]) -> Screen {
        let work = Area {
            left: WHOLE.left + left,
            top: WHOLE.top + above,
            width: WHOLE.width - left - right,
            height: WHOLE.height - above - below,
        };
        Screen {
            whole: WHOLE,
            work,
            scale: 1.0,
        }
    }

    fn placed(panels: [i32; 4], near: Option<Point>) -> (i32, i32) {
        let place = screen(panels).place(SIZE, near, 8);
        (place.x, place.y)
    }

    #[test]
    fn it_stands_next_to_the_icon_inside_the_work_area() {
        for (panels, icon, place) in [
            ([0, 32, 0, 0], (1264, 16), (892, 40)),
            ([0, 32, 0, 0], (640, 16), (450, 40)),
            ([0, 0, 0, 32], (10, 790), (8, 260)),
            ([32, 0, 0, 0], (16, 400), (40, 150)),
            ([0, 0, 32, 0], (1264, 790), (860, 292)),
        ] {
            assert_eq!(placed(panels, Some(icon)), place, "{panels:?} {icon:?}");
        }
    }

    #[test]
    fn without_a_point_it_stands_in_the_corner_at_the_panel() {
        for (panels, place) in [
            ([0, 0, 0, 0], (892, 8)),
            ([0, 32, 0, 0], (892, 40)),
            ([0, 0, 0, 32], (892, 260)),
            ([32, 0, 0, 0], (40, 8)),
            ([0, 0, 32, 0], (860, 8)),
        ] {
            assert_eq!(placed(panels, None), place, "{panels:?}");
        }
    }

    #[test]
    fn it_is_on_the_screen_wherever_that_is_and_whatever_the_point() {
        let mut second = screen([0, 32, 0, 0]);
        second.whole.left = -1280;
        second.work.left = -1280;
        for point in [(-1280, 0), (-1, 0), (-640, 799), (0, 16), (5000, 5000)] {
            let place = second.place(SIZE, Some(point), 8);
            assert!((-1272..=-388).contains(&place.x), "{place:?}");
            assert!((40..=292).contains(&place.y), "{place:?}");
        }
    }

    #[test]
    fn its_upper_left_corner_is_never_off_the_screen() {
        let mut small = screen([0, 0, 0, 0]);
        small.work.width = 300;
        small.work.height = 200;
        let place = small.place(SIZE, Some((290, 190)), 8);
        assert_eq!((place.x, place.y), (8, 8));
    }

    #[test]
    fn a_point_in_either_kind_of_pixels_is_on_the_panel() {
        let mut large = screen([0, 64, 0, 0]);
        large.scale = 2.0;
        assert_eq!(large.point((600, 40)), Some((600, 40)));
        assert_eq!(large.point((600, 16)), Some((1200, 32)));
        assert_eq!(large.point((1264, 16)), Some((1264, 16)));
        let mut at_bottom = screen([0, 0, 0, 64]);
        at_bottom.scale = 2.0;
        assert_eq!(at_bottom.point((600, 380)), Some((1200, 760)));
        assert_eq!(at_bottom.point((600, 760)), Some((600, 760)));
        assert_eq!(large.point((1281, 16)), None);
    }
}
