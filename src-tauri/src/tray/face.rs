//! Draws the mark: a circle with a line through it, filled up to what is left. The level is told
//! by colour and by form, so that it reads without colour as well. No file, no desktop here.

use plimsoll_core::view::{Face, Level, Mark};
use tiny_skia::{
    Color, FillRule, LineCap, Mask, Paint, Path, PathBuilder, Pixmap, Rect, Stroke, Transform,
};

/// The mark's edge in pixels: panels scale it down to their own size.
pub(crate) const SIZE: u32 = 64;
/// The width of its lines.
const RING: f32 = 5.0;

/// RGBA pixels, not premultiplied, `SIZE` by `SIZE`.
pub(crate) fn draw(face: Face) -> Option<Vec<u8>> {
    let mut pixels = Pixmap::new(SIZE, SIZE)?;
    let size = SIZE as f32;
    let (centre, radius) = (size / 2.0, size * 0.38);
    let circle = PathBuilder::from_circle(centre, centre, radius)?;
    let alpha = if face.dimmed { 0.55 } else { 1.0 };
    let colour = colour(face, alpha)?;
    // A light rim round the dark lines keeps the mark visible on light and dark panels.
    let halo = Color::from_rgba(1.0, 1.0, 1.0, 0.85 * alpha)?;
    let ring = Color::from_rgba(0.16, 0.19, 0.24, alpha)?;
    let line = line(centre, radius)?;
    stroke(&mut pixels, &circle, halo, 10.0);
    stroke(&mut pixels, &line, halo, 10.0);
    if let Mark::Left(left) = face.mark {
        let inside = PathBuilder::from_circle(centre, centre, radius - RING / 2.0)?;
        fill(&mut pixels, &inside, (left / 100.0) as f32, colour)?;
    }
    let is_critical = face.level == Level::Critical && face.mark != Mark::Empty;
    // Used up, there is no fill left to be red.
    let rim = if is_critical && !face.monochrome {
        colour
    } else {
        ring
    };
    stroke(&mut pixels, &circle, rim, RING);
    if is_critical {
        stroke(&mut pixels, &cross(centre, size * 0.1)?, rim, RING);
    }
    stroke(&mut pixels, &line, ring, RING);
    if face.notch {
        notch(&mut pixels, size)?;
    }
    Some(straight(&pixels))
}

fn colour(face: Face, alpha: f32) -> Option<Color> {
    if face.monochrome {
        return Color::from_rgba(0.75, 0.77, 0.8, alpha);
    }
    match face.level {
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
    let mut mask = Mask::new(SIZE, SIZE)?;
    mask.fill_path(circle, FillRule::Winding, true, Transform::identity());
    let area = Rect::from_ltrb(bounds.left(), top, bounds.right(), bounds.bottom())?;
    pixels.fill_rect(area, &paint(colour), Transform::identity(), Some(&mask));
    Some(())
}

fn line(centre: f32, radius: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(centre - radius * 1.22, centre);
    path.line_to(centre + radius * 1.22, centre);
    path.finish()
}

/// A second, upright stroke: the critical form.
fn cross(centre: f32, half: f32) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(centre, centre - half * 2.0);
    path.line_to(centre, centre + half * 2.0);
    path.finish()
}

/// A dot at the upper right that says "something is wrong".
fn notch(pixels: &mut Pixmap, size: f32) -> Option<()> {
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

    fn face(left: f64, level: Level) -> Face {
        let mark = Mark::Left(left);
        Face {
            mark,
            level,
            dimmed: false,
            notch: false,
            monochrome: false,
        }
    }

    /// The share of the column a third from the left that has the level's colour.
    fn filled(face: Face) -> usize {
        let wanted = colour(face, 1.0).unwrap().to_color_u8();
        let wanted = [wanted.red(), wanted.green(), wanted.blue()];
        let pixels = draw(face).unwrap();
        let column = (0..SIZE).map(|y| ((y * SIZE + SIZE / 3) * 4) as usize);
        let close = |(one, two): (&u8, &u8)| one.abs_diff(*two) <= 2;
        column
            .filter(|at| pixels[*at..*at + 3].iter().zip(&wanted).all(close))
            .count()
    }

    #[test]
    fn the_fill_is_what_is_left() {
        let heights = [0.0, 25.0, 50.0, 75.0, 100.0].map(|left| filled(face(left, Level::Calm)));
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
        let reds = |face| {
            draw(face)
                .unwrap()
                .chunks(4)
                .filter(|it| is_red(it))
                .count()
        };
        assert!(reds(face(0.0, Level::Critical)) > 200);
        assert_eq!(reds(face(0.0, Level::Calm)), 0);
    }

    #[test]
    fn levels_differ_in_form_without_colour() {
        let plain = |level| Face {
            monochrome: true,
            ..face(50.0, level)
        };
        assert_ne!(draw(plain(Level::Calm)), draw(plain(Level::Critical)));
        let notched = Face {
            notch: true,
            ..plain(Level::Calm)
        };
        assert_ne!(draw(plain(Level::Calm)), draw(notched));
    }
}
