//! Draws the mark: a circle with a line through it, filled up to what is left. The level is told
//! by colour and by form, so that it reads without colour as well. No file, no desktop here.

use plimsoll_core::view::{IconState, Level, Mark};
use tiny_skia::{
    Color, FillRule, LineCap, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

/// Edges in pixels: what panels ask for at usual scales, each with lines of whole pixels.
pub(crate) const SIZES: [u32; 6] = [16, 22, 24, 32, 48, 64];

/// RGBA pixels, not premultiplied, `size` by `size`.
pub(crate) fn draw(icon: IconState, size: u32) -> Option<Vec<u8>> {
    let mut pixels = Pixmap::new(size, size)?;
    let shape = Shape::of(size as f32);
    let circle = PathBuilder::from_circle(shape.centre, shape.centre, shape.radius)?;
    let alpha = if icon.dimmed { 0.55 } else { 1.0 };
    let colour = colour(icon, alpha)?;
    // A light rim round the dark lines keeps the mark visible on light and dark panels.
    let halo = Color::from_rgba(1.0, 1.0, 1.0, 0.85 * alpha)?;
    let ring = Color::from_rgba(0.16, 0.19, 0.24, alpha)?;
    let line = shape.line()?;
    stroke(&mut pixels, &circle, halo, shape.halo);
    stroke(&mut pixels, &line, halo, shape.halo);
    if let Mark::Left(left) = icon.mark {
        let radius = shape.radius - shape.stroke / 2.0;
        let inside = PathBuilder::from_circle(shape.centre, shape.centre, radius)?;
        fill(&mut pixels, &inside, (left / 100.0) as f32, colour)?;
    }
    let is_critical = icon.level == Level::Critical && icon.mark != Mark::Empty;
    // Used up, there is no fill left to be red.
    let rim = if is_critical && !icon.monochrome {
        colour
    } else {
        ring
    };
    stroke(&mut pixels, &circle, rim, shape.stroke);
    if icon.mark != Mark::Empty
        && let Some(upright) = shape.upright(icon.level)
    {
        stroke(&mut pixels, &upright, halo, shape.halo);
        stroke(&mut pixels, &upright, rim, shape.stroke);
    }
    stroke(&mut pixels, &line, ring, shape.stroke);
    if icon.badge {
        badge(&mut pixels, size as f32)?;
    }
    Some(straight(&pixels))
}

/// Where the lines are, in pixels.
struct Shape {
    size: f32,
    centre: f32,
    /// The height of the line through it: half a pixel off where its width is odd.
    middle: f32,
    radius: f32,
    stroke: f32,
    halo: f32,
}

impl Shape {
    fn of(size: f32) -> Self {
        let fine = size * 5.0 / 64.0;
        let stroke = fine.round().max(1.0);
        Self {
            size,
            centre: size / 2.0,
            middle: (size / 2.0).floor() + stroke % 2.0 / 2.0,
            // The outer edge is on a whole pixel.
            radius: (size * 0.38 + stroke / 2.0).round() - stroke / 2.0,
            stroke,
            halo: stroke + fine.max(2.0),
        }
    }

    fn line(&self) -> Option<Path> {
        let mut path = PathBuilder::new();
        path.move_to(self.centre - self.radius * 1.22, self.middle);
        path.line_to(self.centre + self.radius * 1.22, self.middle);
        path.finish()
    }

    /// The form of a level: a second stroke, upright, up from the line when it is tight, and
    /// through it when it is critical.
    fn upright(&self, level: Level) -> Option<Path> {
        let (up, down) = match level {
            Level::Calm | Level::Broken => return None,
            Level::Notice => (0.2, 0.0),
            Level::Critical => (0.2, 0.2),
        };
        let mut path = PathBuilder::new();
        path.move_to(self.middle, self.middle - self.size * up);
        path.line_to(self.middle, self.middle + self.size * down);
        path.finish()
    }
}

fn colour(icon: IconState, alpha: f32) -> Option<Color> {
    if icon.monochrome {
        return Color::from_rgba(0.75, 0.77, 0.8, alpha);
    }
    match icon.level {
        Level::Calm => Color::from_rgba(0.18, 0.64, 0.46, alpha),
        Level::Notice => Color::from_rgba(0.95, 0.66, 0.13, alpha),
        Level::Critical => Color::from_rgba(0.87, 0.24, 0.22, alpha),
        Level::Broken => Color::from_rgba(0.55, 0.58, 0.63, alpha),
    }
}

/// Fills the circle from below up to a share of its height.
fn fill(pixels: &mut Pixmap, circle: &Path, share: f32, colour: Color) -> Option<()> {
    let bounds = circle.bounds();
    let top = bounds.bottom() - bounds.height() * share.clamp(0.0, 1.0);
    if top >= bounds.bottom() {
        return Some(());
    }
    let mut mask = Mask::new(pixels.width(), pixels.height())?;
    mask.fill_path(circle, FillRule::Winding, true, Transform::identity());
    let area = Rect::from_ltrb(bounds.left(), top, bounds.right(), bounds.bottom())?;
    pixels.fill_rect(area, &paint(colour), Transform::identity(), Some(&mask));
    Some(())
}

/// A dot at the upper right that says "something is wrong".
fn badge(pixels: &mut Pixmap, size: f32) -> Option<()> {
    for (radius, colour) in [
        (size * 0.17, Color::from_rgba(1.0, 1.0, 1.0, 1.0)?),
        (size * 0.12, Color::from_rgba(0.76, 0.15, 0.32, 1.0)?),
    ] {
        let dot = PathBuilder::from_circle(size * 0.8, size * 0.2, radius)?;
        pixels.fill_path(
            &dot,
            &paint(colour),
            FillRule::Winding,
            Transform::identity(),
            None,
        );
    }
    Some(())
}

fn stroke(pixels: &mut Pixmap, path: &Path, colour: Color, width: f32) {
    let stroke = Stroke {
        width,
        line_cap: LineCap::Round,
        ..Stroke::default()
    };
    pixels.stroke_path(path, &paint(colour), &stroke, Transform::identity(), None);
}

fn paint(colour: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color(colour);
    paint.anti_alias = true;
    paint
}

fn straight(pixels: &Pixmap) -> Vec<u8> {
    let straight = pixels
        .pixels()
        .iter()
        .map(tiny_skia::PremultipliedColorU8::demultiply);
    straight
        .flat_map(|pixel| [pixel.red(), pixel.green(), pixel.blue(), pixel.alpha()])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn icon(left: f64, level: Level) -> IconState {
        let mark = Mark::Left(left);
        IconState {
            mark,
            level,
            dimmed: false,
            badge: false,
            monochrome: false,
        }
    }

    /// The share of the column a third from the left that has the level's colour.
    fn filled(icon: IconState) -> usize {
        let wanted = colour(icon, 1.0).unwrap().to_color_u8();
        let wanted = [wanted.red(), wanted.green(), wanted.blue()];
        let pixels = draw(icon, 64).unwrap();
        let column = (0..64).map(|y| (y * 64 + 64 / 3) * 4);
        let close = |(one, two): (&u8, &u8)| one.abs_diff(*two) <= 2;
        column
            .filter(|at| pixels[*at..*at + 3].iter().zip(&wanted).all(close))
            .count()
    }

    #[test]
    fn the_fill_is_what_is_left() {
        let heights = [0.0, 25.0, 50.0, 75.0, 100.0].map(|left| filled(icon(left, Level::Calm)));
        assert_eq!(heights[0], 0);
        let quarter = heights[4] / 4;
        let is_quarter = |pair: &[usize]| (pair[1] - pair[0]).abs_diff(quarter) <= 2;
        assert!(
            quarter > 4 && heights.windows(2).all(is_quarter),
            "{heights:?}"
        );
    }

    #[test]
    fn used_up_is_red_although_nothing_is_left_to_fill() {
        let is_red = |pixel: &[u8]| pixel[0] > 180 && pixel[1] < 100 && pixel[3] == 255;
        let reds = |icon| {
            draw(icon, 64)
                .unwrap()
                .chunks(4)
                .filter(|it| is_red(it))
                .count()
        };
        assert!(reds(icon(0.0, Level::Critical)) > 200);
        assert_eq!(reds(icon(0.0, Level::Calm)), 0);
    }

    #[test]
    fn levels_differ_in_form_without_colour() {
        let plain = |level| IconState {
            monochrome: true,
            ..icon(50.0, level)
        };
        let notched = IconState {
            badge: true,
            ..plain(Level::Calm)
        };
        let faces = [Level::Calm, Level::Notice, Level::Critical].map(plain);
        for size in SIZES {
            let drawn: Vec<_> = faces
                .iter()
                .chain([&notched])
                .map(|it| draw(*it, size))
                .collect();
            for (at, one) in drawn.iter().enumerate() {
                assert!(one.is_some() && !drawn[..at].contains(one), "{size}");
            }
        }
    }

    #[test]
    fn the_line_is_sharp_at_every_size() {
        for size in SIZES {
            let pixels = draw(icon(100.0, Level::Calm), size).unwrap();
            // Down the middle only two pixels more are neither the line's nor the fill's: the rims.
            let column = (0..size).map(|y| ((y * size + size / 2) * 4) as usize);
            let column: Vec<&[u8]> = column.map(|at| &pixels[at..at + 4]).collect();
            let third = (size / 3) as usize;
            let inner = &column[third..column.len() - third];
            let (dark, fill) = ([41, 48, 61], [46, 163, 117]);
            let is = |pixel: &[u8], wanted: [u8; 3]| {
                pixel
                    .iter()
                    .zip(wanted)
                    .all(|(one, two)| one.abs_diff(two) <= 2)
            };
            let blurred = inner
                .iter()
                .filter(|it| !is(it, dark) && !is(it, fill))
                .count();
            assert_eq!(blurred, 0, "{size}: {inner:?}");
        }
    }
}
