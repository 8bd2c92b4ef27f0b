"""Which tab of a response is in front."""

from aiurdesk.ui.response.view_pages import Tab
from aiurdesk.ui.widgets.card_tabs import CardTabs


class ChosenTab:
    """Keeps the tab that a person chose in front, from response to response.

    Where it has nothing to show, another one is in front until the next response. Until a person
    has chosen, the tab that suits the body best is.
    """

    def __init__(self, tabs: CardTabs) -> None:
        self._tabs = tabs
        self._wanted = Tab.TREE
        self.is_by_person = False
        for tab in Tab:
            tabs.addTab(tab.default_title)
        # Few responses have it, and it would take room until the first one comes.
        tabs.setTabVisible(Tab.PARTS.position, False)
        tabs.currentChanged.connect(self._keep)

        tabs.tabBarClicked.connect(self._on_clicked)

    @property
    def in_front(self) -> Tab:
        """The tab that is seen."""
        return list(Tab)[self._tabs.currentIndex()]

    def choose(self, *, has_tree: bool, first: Tab) -> None:
        """Bring the tab for a response to the front.

        Args:
            has_tree: Whether the tree shows the body; else the text does.
            first: What suits the body best, in place of the tree.
        """
        tab = self._wanted if self._tabs.isTabVisible(self._wanted.position) else Tab.TREE
        if tab is Tab.TREE and not self.is_by_person:
            tab = first
        self.bring(Tab.TEXT if tab is Tab.TREE and not has_tree else tab)

    def bring(self, tab: Tab) -> None:
        """Bring a tab to the front; the next response is still shown in the one of the person."""
        kept = self._wanted, self.is_by_person
        self._tabs.setCurrentIndex(tab.position)
        self._wanted, self.is_by_person = kept

    def offer(self, tab: Tab, title: str) -> None:
        """Show a tab that few responses have; hide it without a title."""
        kept = self._wanted, self.is_by_person
        self._tabs.setTabVisible(tab.position, bool(title))
        # If the tab was in front, Qt has gone to its neighbour.
        self._wanted, self.is_by_person = kept
        self.name(tab, title)

    def leave_out(self, *tabs: Tab) -> None:
        """Never show some tabs."""
        for tab in tabs:
            self._tabs.setTabVisible(tab.position, False)

    def name(self, tab: Tab, title: str = "") -> None:
        """Give a tab a title; its usual one without."""
        self._tabs.setTabText(tab.position, title or tab.default_title)

    def _on_clicked(self, index: int) -> None:
        # Also on the tab in front, for the next response; beside the tabs, Qt says -1.
        if index >= 0:
            self._keep(index)

    def _keep(self, index: int) -> None:
        self._wanted, self.is_by_person = list(Tab)[index], True
