; Never run on Windows: compiled by makensis on Linux. "frozen.py" calls it, on Windows, with
; /DVERSION, /DFOLDER (the frozen folder) and /DTARGET (the installer).
; For one account, without an administrator.
Unicode true
!include "MUI2.nsh"

!define ID "io.github.aiursoftweb.aiurdesk"
!define UNINSTALL "Software\Microsoft\Windows\CurrentVersion\Uninstall\aiurdesk"
!define CLASSES "Software\Classes"

Name "aiurdesk ${VERSION}"
OutFile "${TARGET}"
InstallDir "$LOCALAPPDATA\Programs\aiurdesk"
RequestExecutionLevel user
SetCompressor /SOLID lzma
ManifestDPIAware true

!insertmacro MUI_PAGE_LICENSE "${FOLDER}/LICENSE"
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "German"
!insertmacro MUI_LANGUAGE "SimpChinese"

; Types: the class, and what opens it. Links and files are one argument, whatever is in them.
!macro OpenWith CLASS TEXT
  WriteRegStr HKCU "${CLASSES}\${CLASS}" "" "${TEXT}"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\DefaultIcon" "" "$INSTDIR\aiurdesk-window.exe,0"
  WriteRegStr HKCU "${CLASSES}\${CLASS}\shell\open\command" "" '"$INSTDIR\aiurdesk-window.exe" "%1"'
!macroend

Section
  ; Files of an older version that this one does not have.
  RMDir /r "$INSTDIR\_internal"
  SetOutPath "$INSTDIR"
  File /r "${FOLDER}/*"
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortcut "$SMPROGRAMS\aiurdesk.lnk" "$INSTDIR\aiurdesk-window.exe"
  !insertmacro OpenWith "aiurdesk" "URL:aiurdesk"
  WriteRegStr HKCU "${CLASSES}\aiurdesk" "URL Protocol" ""
  ; Windows knows only the last suffix, ".toml", which belongs to other programs: only offered.
  !insertmacro OpenWith "${ID}.request" "Saved request"
  WriteRegStr HKCU "${CLASSES}\.toml\OpenWithProgids" "${ID}.request" ""
  WriteRegStr HKCU "${UNINSTALL}" "DisplayName" "aiurdesk"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${UNINSTALL}" "Publisher" "The aiurdesk authors"
  WriteRegStr HKCU "${UNINSTALL}" "DisplayIcon" "$INSTDIR\aiurdesk-window.exe"
  WriteRegStr HKCU "${UNINSTALL}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegDWORD HKCU "${UNINSTALL}" "NoModify" 1
  WriteRegDWORD HKCU "${UNINSTALL}" "NoRepair" 1
SectionEnd

Section "Uninstall"
  ; What the installer wrote, and not the whole folder: it may have been chosen by mistake.
  RMDir /r "$INSTDIR\_internal"
  Delete "$INSTDIR\aiurdesk.exe"
  Delete "$INSTDIR\aiurdesk-window.exe"
  Delete "$INSTDIR\LICENSE"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\aiurdesk.lnk"
  DeleteRegKey HKCU "${CLASSES}\aiurdesk"
  DeleteRegKey HKCU "${CLASSES}\${ID}.request"
  DeleteRegValue HKCU "${CLASSES}\.toml\OpenWithProgids" "${ID}.request"
  DeleteRegKey HKCU "${UNINSTALL}"
SectionEnd
