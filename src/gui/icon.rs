//! Line icons and the logo, painted as shapes: sharp at every scale, in any colour, without a font.
//!
//! An icon is a list of strokes in a grid of 24 × 24; strokes are 1.75 wide. Icons have no accessible name: the control
//! that contains one has to have it.

use egui::epaint::{CubicBezierShape, PathShape};
use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2, vec2};

use crate::gui::theme::Theme;

mod shapes;

/// Side of the icon grid.
const GRID: f32 = 24.0;
/// Stroke width, in grid units.
const STROKE: f32 = 1.75;
/// Length by which the ends of a stroke are extended, as a fraction of its width, so that it looks rounded.
const CAP_EXTENSION: f32 = 0.35;
/// Distance of a quarter circle's control points towards the corner (the usual cubic approximation).
const KAPPA: f32 = 0.552_3;
/// The number of points of a rounded corner.
const CORNER_POINTS: usize = 8;

/// An icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Show hidden text.
    Eye,
    /// Hide shown text.
    EyeOff,
    /// Copy to the clipboard.
    Copy,
    /// Save to a file.
    Save,
    /// Lock the session, or locked.
    Lock,
    /// Sign out.
    SignOut,
    /// Protected by two factors.
    Shield,
    /// An authenticator.
    Phone,
    /// A password or recovery code.
    Key,
    /// Time, history.
    Clock,
    /// Filter.
    Search,
    /// Done.
    Check,
    /// More actions.
    More,
    /// Information.
    Info,
    /// The host's content.
    Home,
    /// An account.
    User,
    /// All accounts.
    Users,
    /// Preferences.
    Settings,
    /// Add or increase.
    Plus,
    /// Decrease.
    Minus,
    /// Close or failed.
    Close,
    /// Sorted ascending.
    SortUp,
    /// Sorted descending.
    SortDown,
}

impl Icon {
    /// All icons, for the gallery.
    #[cfg(test)]
    pub const ALL: [Self; 23] = [
        Self::Eye,
        Self::EyeOff,
        Self::Copy,
        Self::Save,
        Self::Lock,
        Self::SignOut,
        Self::Shield,
        Self::Phone,
        Self::Key,
        Self::Clock,
        Self::Search,
        Self::Check,
        Self::More,
        Self::Info,
        Self::Home,
        Self::User,
        Self::Users,
        Self::Settings,
        Self::Plus,
        Self::Minus,
        Self::Close,
        Self::SortUp,
        Self::SortDown,
    ];

    /// Paints the icon centred in `rect`, as large as fits.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let scale = rect.width().min(rect.height()) / GRID;
        let grid = Grid { origin: rect.center() - Vec2::splat(GRID * scale / 2.0), scale };
        let stroke = Stroke::new(STROKE * scale, color);
        for part in shapes::segments(self) {
            painter.add(grid.shape(part, stroke));
        }
    }

    /// Allocates a square of `size` points and paints the icon into it.
    pub fn show(self, ui: &mut Ui, size: f32, color: Color32) -> Response {
        let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
        self.paint(ui.painter(), rect, color);
        response
    }
}

/// A stroke of an icon.
enum Segment {
    /// A line through points; inner corners are rounded by the radius.
    Line(&'static [(f32, f32)], f32),
    /// A closed line.
    ClosedLine(&'static [(f32, f32)], f32),
    /// A cubic curve: start, two control points, end.
    Curve([(f32, f32); 4]),
    /// A circle: centre, radius.
    Circle(f32, f32, f32),
    /// A filled circle: centre, radius.
    Dot(f32, f32, f32),
}

struct Grid {
    origin: Pos2,
    scale: f32,
}

impl Grid {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.origin + vec2(x, y) * self.scale
    }

    fn shape(&self, part: &Segment, stroke: Stroke) -> Shape {
        match *part {
            Segment::Line(points, radius) => {
                let mut line = round_corners(points, radius, false);
                extend_ends(&mut line, STROKE * CAP_EXTENSION);
                Shape::line(line.into_iter().map(|p| self.at(p)).collect(), stroke)
            }
            Segment::ClosedLine(points, radius) => {
                let line = round_corners(points, radius, true).into_iter().map(|p| self.at(p)).collect();
                PathShape::closed_line(line, stroke).into()
            }
            Segment::Curve(points) => {
                CubicBezierShape::from_points_stroke(points.map(|p| self.at(p)), false, Color32::TRANSPARENT, stroke)
                    .into()
            }
            Segment::Circle(x, y, radius) => Shape::circle_stroke(self.at((x, y)), radius * self.scale, stroke),
            Segment::Dot(x, y, radius) => Shape::circle_filled(self.at((x, y)), radius * self.scale, stroke.color),
        }
    }
}

/// Replaces each corner of `points` by an arc of `radius`, or of as much as the adjacent edges allow.
fn round_corners(points: &[(f32, f32)], radius: f32, closed: bool) -> Vec<(f32, f32)> {
    let count = points.len();
    let at = |index: usize| points.get(index % count.max(1)).map_or(Pos2::ZERO, |&(x, y)| pos2(x, y));
    let mut line = Vec::new();
    for index in 0..count {
        let corner = at(index);
        if radius == 0.0 || (!closed && (index == 0 || index + 1 == count)) {
            line.push((corner.x, corner.y));
            continue;
        }
        let (before, after) = (at(index + count - 1), at(index + 1));
        // The next corner needs half of the edge too, unless the line ends there.
        let share = |other: usize| if !closed && (other == 0 || other + 1 == count) { 1.0 } else { 0.5 };
        let cut = radius
            .min(corner.distance(before) * share((index + count - 1) % count))
            .min(corner.distance(after) * share((index + 1) % count));
        let start = corner + (before - corner).normalized() * cut;
        let end = corner + (after - corner).normalized() * cut;
        let arc = CubicBezierShape::from_points_stroke(
            [start, start + (corner - start) * KAPPA, end + (corner - end) * KAPPA, end],
            false,
            Color32::TRANSPARENT,
            Stroke::NONE,
        );
        line.extend((0..=CORNER_POINTS).map(|step| {
            let p = arc.sample(step as f32 / CORNER_POINTS as f32);
            (p.x, p.y)
        }));
    }
    line
}

/// Moves both ends of `line` outwards by `by`.
fn extend_ends(line: &mut [(f32, f32)], by: f32) {
    if let [first, second, ..] = line {
        *first = extend_past(*second, *first, by);
    }
    if let [.., second, last] = line {
        *last = extend_past(*second, *last, by);
    }
}

fn extend_past(from: (f32, f32), to: (f32, f32), by: f32) -> (f32, f32) {
    let (from, to) = (pos2(from.0, from.1), pos2(to.0, to.1));
    let end = to + (to - from).normalized() * by;
    (end.x, end.y)
}

/// Side of the logo's grid; `assets/icon.svg` is the same drawing.
const LOGO_GRID: f32 = 40.0;

/// Draws the logo, a door within an arch, in a square of `size` points.
pub fn logo(ui: &mut Ui, theme: &Theme, size: f32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(size), Sense::hover());
    let accent = theme.palette.accent;
    let grid = Grid { origin: rect.min, scale: size / LOGO_GRID };
    let painter = ui.painter();

    let mut arch = round_corners(&[(6.0, 38.0), (6.0, 2.0), (34.0, 2.0), (34.0, 38.0)], 14.0, false);
    extend_ends(&mut arch, 1.0);
    let arch: Vec<Pos2> = arch.into_iter().map(|p| grid.at(p)).collect();
    painter.line(arch, Stroke::new(3.0 * grid.scale, accent));

    let mut door = round_corners(&[(14.0, 38.0), (14.0, 14.0), (26.0, 14.0), (26.0, 38.0)], 6.0, false);
    door.dedup();
    let door = door.into_iter().map(|p| grid.at(p)).collect();
    painter.add(PathShape::convex_polygon(door, accent, Stroke::NONE));
    painter.circle_filled(grid.at((22.4, 29.0)), 1.5 * grid.scale, theme.palette.background);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_fits_its_grid() {
        for icon in Icon::ALL {
            let grid = Grid { origin: Pos2::ZERO, scale: 1.0 };
            for part in shapes::segments(icon) {
                let bounds = grid.shape(part, Stroke::new(STROKE, Color32::WHITE)).visual_bounding_rect();
                let whole = Rect::from_min_size(Pos2::ZERO, Vec2::splat(GRID));
                assert!(whole.contains_rect(bounds), "{icon:?}: {bounds:?}");
            }
        }
    }

    #[test]
    fn rounding_corners_keeps_the_ends_of_the_line() {
        let line = round_corners(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 4.0, false);
        assert_eq!(line.first(), Some(&(0.0, 0.0)));
        assert_eq!(line.last(), Some(&(10.0, 10.0)));
        assert!(line.iter().all(|&p| p != (10.0, 0.0)));
    }
}
