//! Line icons and the logo, painted as shapes: sharp at every scale, in any colour, without a font.
//!
//! An icon is a list of strokes in a grid of 24 × 24; strokes are 1.75 wide. Icons have no accessible name: the control
//! that contains one has to have it.
//!
//! They are not a font: its glyphs are a binary file that cannot be reviewed as a change, with a licence and a tool
//! that cuts it to the icons in use, and egui places glyphs by the metrics of a line of text.

use egui::epaint::{CubicBezierShape, PathShape};
use egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2, pos2};

use crate::gui::theme::Theme;

const GRID: f32 = 24.0;
/// Stroke width, in grid units.
const STROKE: f32 = 1.75;
/// Length by which the ends of a stroke are extended, as a fraction of its width, so that it looks rounded.
const CAP_EXTENSION: f32 = 0.35;
/// Distance of a quarter circle's control points towards the corner (the usual cubic approximation).
const KAPPA: f32 = 0.552_3;
const CORNER_POINTS: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Eye,
    EyeOff,
    Copy,
    Save,
    Folder,
    /// A removable drive.
    Drive,
    /// The folder above.
    Up,
    Lock,
    SignOut,
    /// Protected by two factors.
    Shield,
    /// An authenticator.
    Phone,
    /// A password or recovery code.
    Key,
    Clock,
    Search,
    Check,
    More,
    Info,
    /// The host's content.
    Home,
    User,
    Users,
    Settings,
    Plus,
    Minus,
    Close,
    SortUp,
    SortDown,
    /// A list with fewer lines than before.
    Filter,
}

impl Icon {
    /// Paints the icon centred in `rect`, as large as fits.
    pub fn paint(self, painter: &Painter, rect: Rect, color: Color32) {
        let scale = rect.width().min(rect.height()) / GRID;
        let grid = Grid { origin: rect.center() - Vec2::splat(GRID * scale / 2.0), scale };
        let stroke = Stroke::new(STROKE * scale, color);
        for part in segments(self) {
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
    fn at(&self, point: Pos2) -> Pos2 {
        self.origin + point.to_vec2() * self.scale
    }

    fn line(&self, points: Vec<Pos2>) -> Vec<Pos2> {
        points.into_iter().map(|point| self.at(point)).collect()
    }

    fn shape(&self, part: &Segment, stroke: Stroke) -> Shape {
        match *part {
            Segment::Line(points, radius) => {
                let mut line = round_corners(points, radius, false);
                extend_ends(&mut line, STROKE * CAP_EXTENSION);
                Shape::line(self.line(line), stroke)
            }
            Segment::ClosedLine(points, radius) => {
                PathShape::closed_line(self.line(round_corners(points, radius, true)), stroke).into()
            }
            Segment::Curve(points) => {
                let points = points.map(|point| self.at(point.into()));
                CubicBezierShape::from_points_stroke(points, false, Color32::TRANSPARENT, stroke).into()
            }
            Segment::Circle(x, y, radius) => Shape::circle_stroke(self.at(pos2(x, y)), radius * self.scale, stroke),
            Segment::Dot(x, y, radius) => Shape::circle_filled(self.at(pos2(x, y)), radius * self.scale, stroke.color),
        }
    }
}

/// Replaces each corner of `points` by an arc of `radius`, or of as much as the adjacent edges allow.
fn round_corners(points: &[(f32, f32)], radius: f32, closed: bool) -> Vec<Pos2> {
    let count = points.len();
    let at = |index: usize| points.get(index % count.max(1)).map_or(Pos2::ZERO, |&point| point.into());
    let mut line = Vec::new();
    for index in 0..count {
        let corner = at(index);
        if radius == 0.0 || (!closed && (index == 0 || index + 1 == count)) {
            line.push(corner);
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
        line.extend((0..=CORNER_POINTS).map(|step| arc.sample(step as f32 / CORNER_POINTS as f32)));
    }
    line
}

/// Moves both ends of `line` outwards by `by`.
fn extend_ends(line: &mut [Pos2], by: f32) {
    let extended = |from: Pos2, to: Pos2| to + (to - from).normalized() * by;
    if let [first, second, ..] = line {
        *first = extended(*second, *first);
    }
    if let [.., second, last] = line {
        *last = extended(*second, *last);
    }
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
    painter.line(grid.line(arch), Stroke::new(3.0 * grid.scale, accent));

    let mut door = round_corners(&[(14.0, 38.0), (14.0, 14.0), (26.0, 14.0), (26.0, 38.0)], 6.0, false);
    door.dedup();
    painter.add(PathShape::convex_polygon(grid.line(door), accent, Stroke::NONE));
    painter.circle_filled(grid.at(pos2(22.4, 29.0)), 1.5 * grid.scale, theme.palette.background);
    response
}

/// Returns the strokes of an icon, in the 24 × 24 grid.
fn segments(icon: Icon) -> &'static [Segment] {
    use Segment::{Circle, ClosedLine, Curve, Dot, Line};
    const LENS_ABOVE: Segment = Curve([(2.5, 12.0), (7.0, 3.8), (17.0, 3.8), (21.5, 12.0)]);
    const LENS_BELOW: Segment = Curve([(2.5, 12.0), (7.0, 20.2), (17.0, 20.2), (21.5, 12.0)]);
    const PUPIL: Segment = Circle(12.0, 12.0, 2.7);
    match icon {
        Icon::Eye => &[LENS_ABOVE, LENS_BELOW, PUPIL],
        Icon::EyeOff => &[LENS_ABOVE, LENS_BELOW, PUPIL, Line(&[(4.0, 20.0), (20.0, 4.0)], 0.0)],
        Icon::Copy => &[
            ClosedLine(&[(9.0, 9.0), (20.0, 9.0), (20.0, 20.0), (9.0, 20.0)], 2.2),
            Line(&[(6.0, 15.0), (4.0, 15.0), (4.0, 4.0), (15.0, 4.0), (15.0, 6.0)], 2.0),
        ],
        Icon::Save => &[
            Line(&[(12.0, 4.0), (12.0, 15.5)], 0.0),
            Line(&[(7.0, 10.8), (12.0, 15.8), (17.0, 10.8)], 0.0),
            Line(&[(5.0, 20.0), (19.0, 20.0)], 0.0),
        ],
        Icon::Folder => {
            &[ClosedLine(&[(3.0, 5.0), (9.5, 5.0), (12.0, 8.0), (21.0, 8.0), (21.0, 19.5), (3.0, 19.5)], 1.8)]
        }
        Icon::Drive => &[
            ClosedLine(&[(6.5, 9.0), (17.5, 9.0), (17.5, 21.0), (6.5, 21.0)], 2.2),
            Line(&[(8.5, 9.0), (8.5, 3.0), (15.5, 3.0), (15.5, 9.0)], 0.6),
        ],
        Icon::Up => &[
            Line(&[(6.0, 20.0), (14.0, 20.0), (14.0, 5.0)], 1.5),
            Line(&[(8.5, 10.2), (14.0, 4.7), (19.5, 10.2)], 0.0),
        ],
        Icon::Lock => &[
            ClosedLine(&[(5.0, 11.0), (19.0, 11.0), (19.0, 20.5), (5.0, 20.5)], 2.2),
            Line(&[(8.0, 11.0), (8.0, 3.5), (16.0, 3.5), (16.0, 11.0)], 4.0),
        ],
        Icon::SignOut => &[
            Line(&[(11.0, 4.5), (5.0, 4.5), (5.0, 19.5), (11.0, 19.5)], 1.5),
            Line(&[(10.5, 12.0), (20.0, 12.0)], 0.0),
            Line(&[(16.0, 7.8), (20.2, 12.0), (16.0, 16.2)], 0.0),
        ],
        Icon::Shield => &[
            ClosedLine(
                &[
                    (12.0, 2.6),
                    (19.5, 5.4),
                    (19.5, 12.2),
                    (17.4, 17.4),
                    (12.0, 21.4),
                    (6.6, 17.4),
                    (4.5, 12.2),
                    (4.5, 5.4),
                ],
                2.0,
            ),
            Line(&[(8.8, 11.9), (11.2, 14.2), (15.2, 9.9)], 0.0),
        ],
        Icon::Phone => &[
            ClosedLine(&[(6.5, 2.5), (17.5, 2.5), (17.5, 21.5), (6.5, 21.5)], 2.2),
            Line(&[(11.2, 18.0), (12.8, 18.0)], 0.0),
        ],
        Icon::Key => {
            &[Circle(7.6, 16.4, 4.1), Line(&[(10.7, 13.3), (20.0, 4.0)], 0.0), Line(&[(16.6, 7.4), (19.6, 10.4)], 0.0)]
        }
        Icon::Clock => &[Circle(12.0, 12.0, 9.0), Line(&[(12.0, 7.0), (12.0, 12.2), (15.2, 14.2)], 0.0)],
        Icon::Search => &[Circle(10.8, 10.8, 6.6), Line(&[(15.7, 15.7), (20.4, 20.4)], 0.0)],
        Icon::Check => &[Line(&[(4.8, 12.6), (9.8, 17.4), (19.2, 6.8)], 0.0)],
        Icon::More => &[Dot(5.5, 12.0, 1.5), Dot(12.0, 12.0, 1.5), Dot(18.5, 12.0, 1.5)],
        Icon::Info => &[Circle(12.0, 12.0, 9.0), Line(&[(12.0, 11.4), (12.0, 16.2)], 0.0), Dot(12.0, 8.0, 1.15)],
        Icon::Home => &[
            Line(&[(3.5, 11.6), (12.0, 4.0), (20.5, 11.6)], 0.0),
            Line(&[(6.0, 9.6), (6.0, 20.0), (18.0, 20.0), (18.0, 9.6)], 1.5),
            Line(&[(10.0, 20.0), (10.0, 14.5), (14.0, 14.5), (14.0, 20.0)], 0.0),
        ],
        Icon::User => &[Circle(12.0, 8.0, 4.0), Line(&[(4.8, 20.5), (4.8, 15.2), (19.2, 15.2), (19.2, 20.5)], 5.2)],
        Icon::Users => &[
            Circle(9.0, 8.2, 3.6),
            Line(&[(2.8, 20.0), (2.8, 15.0), (15.2, 15.0), (15.2, 20.0)], 4.9),
            Curve([(15.4, 4.8), (19.4, 5.2), (19.4, 11.2), (15.4, 11.6)]),
            Curve([(18.0, 15.3), (20.2, 15.9), (21.2, 17.6), (21.2, 20.2)]),
        ],
        Icon::Settings => &[
            Line(&[(3.5, 7.5), (12.0, 7.5)], 0.0),
            Circle(15.0, 7.5, 2.7),
            Line(&[(18.0, 7.5), (20.5, 7.5)], 0.0),
            Line(&[(3.5, 16.5), (6.0, 16.5)], 0.0),
            Circle(9.0, 16.5, 2.7),
            Line(&[(12.0, 16.5), (20.5, 16.5)], 0.0),
        ],
        Icon::Plus => &[Line(&[(12.0, 5.0), (12.0, 19.0)], 0.0), Line(&[(5.0, 12.0), (19.0, 12.0)], 0.0)],
        Icon::Minus => &[Line(&[(5.0, 12.0), (19.0, 12.0)], 0.0)],
        Icon::Close => &[Line(&[(6.0, 6.0), (18.0, 18.0)], 0.0), Line(&[(18.0, 6.0), (6.0, 18.0)], 0.0)],
        Icon::Filter => &[
            Line(&[(4.0, 7.0), (20.0, 7.0)], 0.0),
            Line(&[(7.0, 12.0), (17.0, 12.0)], 0.0),
            Line(&[(10.0, 17.0), (14.0, 17.0)], 0.0),
        ],
        Icon::SortUp => {
            &[Line(&[(12.0, 19.5), (12.0, 5.0)], 0.0), Line(&[(6.5, 10.2), (12.0, 4.7), (17.5, 10.2)], 0.0)]
        }
        Icon::SortDown => {
            &[Line(&[(12.0, 4.5), (12.0, 19.0)], 0.0), Line(&[(6.5, 13.8), (12.0, 19.3), (17.5, 13.8)], 0.0)]
        }
    }
}

#[cfg(test)]
mod tests;
