"""The style sheet for Qt's own widgets, made from the tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.look.look import Look

__all__ = ["style_sheet"]


def style_sheet(look: Look) -> str:
    """For the whole application. Object names and properties it knows: see `app.look.widgets`."""
    p, px = look.palette, look.px
    accent_ground = f"rgba({_rgb(p.accent)}, 26)"
    return f"""
* {{ outline: none; }}
QWidget {{ color: {p.text}; font-size: {px(13)}px; }}
QMainWindow, QDialog, QWidget#window {{ background: {p.window}; }}
QWidget#panel {{ background: {p.panel}; border: 1px solid {p.edge}; border-radius: {px(8)}px; }}
QFrame#hairline {{ background: {p.hairline}; border: none; max-height: 1px; min-height: 1px; }}
QLabel {{ background: transparent; }}
QLabel[role="dim"] {{ color: {p.dim}; }}
QLabel[role="caption"] {{ color: {p.dim}; font-size: {px(11.5)}px; }}
QLabel[role="title"] {{ font-weight: 600; font-size: {px(12.5)}px; }}
QLabel[role="big"] {{ font-weight: 600; font-size: {px(22)}px; }}
QLabel[role="mono"], QLineEdit[role="mono"], QPlainTextEdit[role="mono"] {{
    font-family: "JetBrains Mono"; font-size: {px(12)}px; }}
QLineEdit[role="field"] {{
    font-family: "JetBrains Mono"; font-size: {px(12)}px; min-height: 0; padding: 0 {px(9)}px; }}
QLabel[role="fail"] {{ color: {p.fail}; }}
QLabel[role="ok"] {{ color: {p.ok}; }}
QLabel[role="warn"] {{ color: {p.text}; background: {accent_ground}; border-radius: {px(5)}px; padding: {px(8)}px; }}
QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QKeySequenceEdit {{
    background: {p.input}; border: 1px solid {p.hairline}; border-radius: {px(5)}px; padding: {px(3)}px {px(8)}px;
    selection-background-color: {p.accent}; selection-color: {p.ink}; min-height: {px(18)}px; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {{
    border-color: {p.accent}; }}
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {{ border-color: {p.fail}; }}
QAbstractSpinBox QLineEdit {{ border: none; background: transparent; padding: 0 {px(8)}px; min-height: 0; }}
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button {{ width: 0; border: none; }}
QComboBox::drop-down {{ border: none; width: {px(20)}px; }}
QComboBox QAbstractItemView, QMenu, QListView#popup {{
    background: {p.raised}; border: 1px solid {p.hairline}; border-radius: {px(6)}px; padding: {px(4)}px;
    selection-background-color: {accent_ground}; selection-color: {p.text}; }}
QMenu::item {{ padding: {px(5)}px {px(24)}px {px(5)}px {px(12)}px; border-radius: {px(4)}px; }}
QMenu::item:selected {{ background: {accent_ground}; }}
QMenu::item:disabled {{ color: {p.faint}; }}
QMenu::separator {{ height: 1px; background: {p.hairline}; margin: {px(4)}px {px(8)}px; }}
QPushButton, QToolButton {{
    background: {p.raised}; border: 1px solid {p.hairline}; border-radius: {px(6)}px;
    padding: {px(4)}px {px(12)}px; min-height: {px(18)}px; }}
QToolButton {{ padding: {px(3)}px {px(6)}px; }}
QPushButton:hover, QToolButton:hover {{ border-color: {p.faint}; }}
QPushButton:pressed, QToolButton:pressed, QPushButton:checked, QToolButton:checked {{
    background: {accent_ground}; border-color: {p.accent}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {p.accent}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {p.faint}; }}
QPushButton[role="now"] {{ background: {p.accent}; color: {p.ink}; border-color: {p.accent}; font-weight: 600; }}
QPushButton[role="flat"], QToolButton[role="flat"] {{ background: transparent; border-color: transparent; }}
QPushButton[role="flat"]:hover, QToolButton[role="flat"]:hover {{ background: {p.raised}; }}
QPushButton[role="flat"]:checked, QToolButton[role="flat"]:checked {{ background: {accent_ground}; }}
QPushButton[role="flat"]:focus, QToolButton[role="flat"]:focus {{ border-color: {p.accent}; }}
QPushButton[role="chip"], QToolButton[role="chip"] {{
    border-radius: {px(10)}px; padding: {px(1)}px {px(9)}px; font-size: {px(11.5)}px; }}
QPushButton[role="chip_on"] {{ border-radius: {px(10)}px; padding: {px(1)}px {px(9)}px; font-size: {px(11.5)}px;
    background: {accent_ground}; border-color: {p.accent}; }}
QCheckBox, QRadioButton {{ spacing: {px(8)}px; background: transparent; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: {px(14)}px; height: {px(14)}px; background: {p.input}; border: 1px solid {p.faint};
    border-radius: {px(4)}px; }}
QRadioButton::indicator {{ border-radius: {px(7)}px; }}
QCheckBox::indicator:checked, QRadioButton::indicator:checked {{ background: {p.accent}; border-color: {p.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {p.accent}; }}
QSlider::groove:horizontal {{ height: {px(4)}px; background: {p.edge}; border-radius: {px(2)}px; }}
QSlider::sub-page:horizontal {{ background: {p.accent}; border-radius: {px(2)}px; }}
QSlider::handle:horizontal {{
    width: {px(10)}px; margin: -{px(4)}px 0; border-radius: {px(5)}px; background: {p.text}; }}
QProgressBar {{ background: {p.edge}; border: none; border-radius: {px(2)}px; max-height: {px(4)}px; }}
QProgressBar::chunk {{ background: {p.accent}; border-radius: {px(2)}px; }}
QScrollBar {{ background: transparent; border: none; }}
QScrollBar:vertical {{ width: {px(10)}px; }}
QScrollBar:horizontal {{ height: {px(10)}px; }}
QScrollBar::handle {{ background: {p.hairline}; border-radius: {px(4)}px; margin: {px(1)}px;
    min-height: {px(24)}px; min-width: {px(24)}px; }}
QScrollBar::handle:hover {{ background: {p.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QScrollArea, QScrollArea > QWidget > QWidget {{ background: transparent; border: none; }}
QTabBar::tab {{ background: transparent; color: {p.dim}; padding: {px(6)}px {px(10)}px; border: none; }}
QTabBar::tab:selected {{ color: {p.text}; font-weight: 600; }}
QTabWidget::pane {{ border: none; }}
QAbstractItemView {{ background: {p.panel}; border: none; alternate-background-color: {p.raised};
    selection-background-color: {accent_ground}; selection-color: {p.text}; }}
QHeaderView::section {{ background: {p.panel}; color: {p.dim}; border: none;
    border-bottom: 1px solid {p.hairline}; padding: {px(4)}px {px(8)}px; }}
QSplitter::handle {{ background: transparent; }}
QToolTip {{ background: {p.raised}; color: {p.text}; border: 1px solid {p.hairline}; padding: {px(4)}px; }}
QGroupBox {{ border: 1px solid {p.hairline}; border-radius: {px(6)}px; margin-top: {px(10)}px; padding: {px(8)}px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: {px(8)}px; color: {p.dim}; }}
"""


def _rgb(colour: str) -> str:
    return ", ".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
