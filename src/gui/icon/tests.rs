use super::*;

impl Icon {
    /// All icons, for the gallery.
    pub const ALL: [Self; 26] = [
        Self::Eye,
        Self::EyeOff,
        Self::Copy,
        Self::Save,
        Self::Folder,
        Self::Drive,
        Self::Up,
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
}

#[test]
fn every_icon_fits_its_grid() {
    for icon in Icon::ALL {
        let grid = Grid { origin: Pos2::ZERO, scale: 1.0 };
        for part in segments(icon) {
            let bounds = grid.shape(part, Stroke::new(STROKE, Color32::WHITE)).visual_bounding_rect();
            let grid = Rect::from_min_size(Pos2::ZERO, Vec2::splat(GRID));
            assert!(grid.contains_rect(bounds), "{icon:?}: {bounds:?}");
        }
    }
}

#[test]
fn rounding_corners_keeps_the_ends_of_the_line() {
    let line = round_corners(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)], 4.0, false);
    assert_eq!(line.first(), Some(&Pos2::ZERO));
    assert_eq!(line.last(), Some(&pos2(10.0, 10.0)));
    assert!(line.iter().all(|&p| p != pos2(10.0, 0.0)));
}
