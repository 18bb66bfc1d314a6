; The Windows installer, for Inno Setup 6. Prepared, not yet run on a Windows machine.
;   iscc /DVersion=0.1.0 packaging\windows\zhuqidui.iss
; Installs for the one user, so that nobody needs an administrator; the data folder is never touched.

#ifndef Version
  #error Name the version: iscc /DVersion=0.1.0 …
#endif

[Setup]
AppId={{6B0C0F2E-6B5A-4C0B-9F43-2D1B7D0E8A11}
AppName=助企兑
AppVersion={#Version}
AppPublisher=The zhuqidui authors
DefaultDirName={autopf}\zhuqidui
DefaultGroupName=助企兑
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0
OutputDir=..\..\dist
OutputBaseFilename=zhuqidui-{#Version}-windows-x86_64-setup
SetupIconFile=..\..\build\icons\zhuqidui.ico
UninstallDisplayIcon={app}\zhuqidui.exe
Compression=lzma2/max
SolidCompression=yes
WizardStyle=modern
CloseApplications=yes

[Languages]
; Inno Setup brings no Chinese of its own; the workflow puts its translators' file here if it has one.
#ifexist "ChineseSimplified.isl"
Name: "zh"; MessagesFile: "ChineseSimplified.isl"
#else
Name: "en"; MessagesFile: "compiler:Default.isl"
#endif

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"

[InstallDelete]
; A newer version leaves nothing of an older one behind.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\zhuqidui\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion

[Icons]
Name: "{group}\助企兑"; Filename: "{app}\zhuqidui.exe"
Name: "{autodesktop}\助企兑"; Filename: "{app}\zhuqidui.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\zhuqidui.exe"; Description: "{cm:LaunchProgram,助企兑}"; Flags: nowait postinstall skipifsilent
