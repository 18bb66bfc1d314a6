; The Windows installer, for Inno Setup 6.3 or newer. Prepared, not yet run on a Windows machine.
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
; Inno Setup before 7.0.2 comes without Chinese; whatever this installer can show is said in our own words below.
Name: "zh"; MessagesFile: "compiler:Default.isl"

[LangOptions]
LanguageName=简体中文
LanguageID=$0804
LanguageCodePage=936
DialogFontName=Microsoft YaHei UI
DialogFontSize=9

[Messages]
SetupAppTitle=安装
SetupWindowTitle=安装 %1
UninstallAppTitle=卸载
UninstallAppFullTitle=卸载 %1
InformationTitle=提示
ConfirmTitle=请确认
ErrorTitle=出错
LastErrorMessage=%1。%n%n错误 %2：%3
LdrCannotCreateTemp=不能建立临时文件，没有安装。可能是磁盘已满，或安全软件不允许
LdrCannotExecTemp=不能运行临时文件夹里的文件，没有安装。可能是安全软件不允许
SetupFileMissing=安装文件里缺少 %1。请重新拷贝安装程序。
SetupFileCorrupt=安装程序已损坏。请重新拷贝。
SetupFileCorruptOrWrongVer=安装程序已损坏，或与本机已装的版本不相配。请重新拷贝。
InvalidParameter=命令行里的参数不对：%n%n%1
SetupAlreadyRunning=安装程序已经打开了。
WindowsVersionNotSupported=这个程序不能在本机的 Windows 上运行，需要 Windows 10 或更新的版本。
OnlyOnTheseArchitectures=这个程序只能装在 64 位 x86 的电脑上。
ErrorCreatingDir=不能建立文件夹“%1”。
ErrorTooManyFilesInDir=文件夹“%1”里的文件太多，不能再建立文件。
AboutSetupMenuItem=关于安装程序(&A)…
AboutSetupTitle=关于安装程序
PrivilegesRequiredOverrideTitle=给谁安装
PrivilegesRequiredOverrideInstruction=请选给谁安装
PrivilegesRequiredOverrideText1=%1 可以给本机所有用户安装（要管理员权限），也可以只给您自己安装。
PrivilegesRequiredOverrideText2=%1 可以只给您自己安装，也可以给本机所有用户安装（要管理员权限）。
PrivilegesRequiredOverrideAllUsers=给所有用户安装(&A)
PrivilegesRequiredOverrideAllUsersRecommended=给所有用户安装(&A)（推荐）
PrivilegesRequiredOverrideCurrentUser=只给我安装(&M)
PrivilegesRequiredOverrideCurrentUserRecommended=只给我安装(&M)（推荐）
ExitSetupTitle=退出安装
ExitSetupMessage=还没有装完。现在退出，程序不会装上；以后可以再运行安装程序。%n%n退出安装吗？
ButtonBack=< 上一步(&B)
ButtonNext=下一步(&N) >
ButtonInstall=安装(&I)
ButtonOK=确定
ButtonCancel=取消
ButtonYes=是(&Y)
ButtonNo=否(&N)
ButtonFinish=完成(&F)
ButtonBrowse=浏览(&B)…
ButtonWizardBrowse=浏览(&R)…
ButtonNewFolder=新建文件夹(&M)
ClickNext=按“下一步”继续，按“取消”退出。
BrowseDialogTitle=选文件夹
BrowseDialogLabel=在下面选一个文件夹，再按“确定”。
NewFolderName=新建文件夹
WizardSelectDir=装在哪里
SelectDirDesc=[name] 装在哪个文件夹？
SelectDirLabel3=[name] 将装在下面的文件夹里。
SelectDirBrowseLabel=按“下一步”继续；要换一个文件夹，按“浏览”。
DiskSpaceGBLabel=至少需要 [gb] GB 可用空间。
DiskSpaceMBLabel=至少需要 [mb] MB 可用空间。
InvalidPath=请写带盘符的完整路径，如：%n%nC:\APP
InvalidDrive=选的盘不存在或打不开，请另选。
CannotInstallToNetworkDrive=不能装在网络盘上，请选本机的盘。
CannotInstallToUNCPath=不能装在网络路径上，请选本机的盘。
DirNameTooLong=文件夹的路径太长。
InvalidDirName=文件夹名不对。
BadDirName32=文件夹名里不能有下面的字符：%n%n%1
DiskSpaceWarningTitle=磁盘空间不够
DiskSpaceWarning=安装至少需要 %1 KB，选的盘只有 %2 KB。%n%n仍要继续吗？
DirExistsTitle=文件夹已有
DirExists=文件夹%n%n%1%n%n已经有了，仍装在里面吗？
WizardSelectTasks=附加的事
SelectTasksDesc=还要做哪些？
SelectTasksLabel2=选好安装 [name] 时要做的，按“下一步”。
WizardReady=可以安装了
ReadyLabel1=现在开始把 [name] 装到本机。
ReadyLabel2a=按“安装”开始；要改前面选的，按“上一步”。
ReadyLabel2b=按“安装”开始。
ReadyMemoDir=装在：
ReadyMemoTasks=附加的事：
WizardPreparing=正在准备
PreparingDesc=正在准备安装 [name]。
PreviousInstallNotCompleted=上一次安装或卸载还没有完成，要重新启动电脑才能完成。%n%n重新启动后，请再运行安装程序来装 [name]。
CannotContinue=不能继续安装。请按“取消”退出。
PrepareToInstallNeedsRestart=要先重新启动电脑。启动后请再运行安装程序，装完 [name]。%n%n现在重新启动吗？
ApplicationsFound=下面的程序正在用要更新的文件，建议让安装程序自动关闭它们；没有保存的内容请先保存。
ApplicationsFound2=下面的程序正在用要更新的文件，建议让安装程序自动关闭它们；没有保存的内容请先保存，装好后会再打开。
CloseApplications=自动关闭(&A)
DontCloseApplications=不关闭(&D)
ErrorCloseApplications=没有能自动关闭全部程序。请先自己关闭它们，再继续。
WizardInstalling=正在安装
InstallingLabel=正在安装 [name]，请稍候。
FinishedHeadingLabel=[name] 装好了
FinishedLabelNoIcons=[name] 已经装到本机。
FinishedLabel=[name] 已经装到本机，从“开始”菜单或桌面图标打开。
ClickFinish=按“完成”退出。
FinishedRestartLabel=要重新启动电脑，[name] 才算装完。现在重新启动吗？
FinishedRestartMessage=要重新启动电脑，[name] 才算装完。%n%n现在重新启动吗？
YesRadio=是，现在重新启动(&Y)
NoRadio=否，以后自己重新启动(&N)
SetupAborted=没有装完。%n%n请先解决问题，再运行安装程序。
AbortRetryIgnoreSelectAction=请选怎么办
AbortRetryIgnoreRetry=再试一次(&T)
AbortRetryIgnoreIgnore=不管错误继续（不建议）(&I)
AbortRetryIgnoreCancel=取消安装
StatusClosingApplications=正在关闭程序…
StatusCreateDirs=正在建立文件夹…
StatusExtractFiles=正在写入文件…
StatusCreateIcons=正在建立快捷方式…
StatusCreateRegistryEntries=正在登记到系统…
StatusRestartingApplications=正在重新打开程序…
StatusSavingUninstall=正在记下卸载要用的内容…
StatusRunProgram=正在完成…
StatusRollback=正在恢复原样…
ErrorFunctionFailedNoCode=%1 没有成功
ErrorInternal2=安装程序内部出错：%1
ErrorFunctionFailed=%1 没有成功；代码 %2
ErrorFunctionFailedWithMessage=%1 没有成功；代码 %2。%n%3
ErrorExecutingProgram=不能运行：%n%1
ErrorRegOpenKey=打不开注册表项：%n%1\%2
ErrorRegCreateKey=不能建立注册表项：%n%1\%2
ErrorRegWriteKey=不能写入注册表项：%n%1\%2
ErrorReadingSource=读不了安装文件：
ErrorCopying=写文件出错：
FileAbortRetryIgnoreSkipNotRecommended=跳过这个文件（不建议）(&S)
FileAbortRetryIgnoreIgnoreNotRecommended=不管错误继续（不建议）(&I)
SourceIsCorrupted=安装文件已损坏，请重新拷贝
SourceDoesntExist=缺少安装文件“%1”，请重新拷贝
ExistingFileReadOnly2=已有的文件是只读的，换不了。
ExistingFileReadOnlyRetry=去掉只读再试(&R)
ExistingFileReadOnlyKeepExisting=保留已有的文件(&K)
ErrorReadingExistingDest=读已有的文件出错：
ErrorChangingAttr=改已有文件的属性出错：
ErrorCreatingTemp=在安装的文件夹里建立文件出错：
ErrorReplacingExistingFile=替换已有的文件出错，可能是程序还开着：
ErrorRestartReplace=不能安排在重新启动时替换文件：
ErrorRenamingTemp=在安装的文件夹里给文件改名出错：
UninstallDisplayNameMark=%1（%2）
UninstallDisplayNameMarks=%1（%2，%3）
UninstallDisplayNameMark32Bit=32 位
UninstallDisplayNameMark64Bit=64 位
UninstallDisplayNameMarkAllUsers=所有用户
UninstallDisplayNameMarkCurrentUser=只给当前用户
UninstallNotFound=找不到“%1”，不能卸载。
UninstallOpenError=打不开“%1”，不能卸载
UninstallUnsupportedVer=卸载记录“%1”是另一版安装程序写的，不能卸载
UninstallUnknownEntry=卸载记录里有不认识的内容（%1）
UninstallOnlyOnWin64=只能在 64 位的 Windows 上卸载。
UninstallDataCorrupted=卸载记录“%1”已损坏，不能卸载
OnlyAdminCanUninstall=这是给所有用户装的，只有管理员能卸载。
ConfirmUninstall=卸载 %1？数据文件夹不会删除。
UninstallStatusLabel=正在从本机移除 %1，请稍候。
UninstalledAll=%1 已卸载，数据还在原来的文件夹里。
UninstalledMost=%1 已卸载。%n%n有些文件没有能删除，可以自己删除。
UninstalledAndNeedsRestart=要重新启动电脑，%1 才算卸载完。%n%n现在重新启动吗？
WizardUninstalling=正在卸载
StatusUninstalling=正在卸载 %1…
ShutdownBlockReasonInstallingApp=正在安装 %1。
ShutdownBlockReasonUninstallingApp=正在卸载 %1。

[CustomMessages]
NameAndVersion=%1 %2
CreateDesktopIcon=在桌面上建立图标(&D)
AdditionalIcons=图标：
LaunchProgram=打开 %1

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; GroupDescription: "{cm:AdditionalIcons}"

[InstallDelete]
; A newer version leaves nothing of an older one behind.
Type: filesandordirs; Name: "{app}\_internal"

[Files]
Source: "..\..\dist\zhuqidui\*"; DestDir: "{app}"; Flags: recursesubdirs ignoreversion
Source: "..\..\LICENSE"; DestDir: "{app}"; DestName: "LICENSE.txt"; Flags: ignoreversion

[Icons]
Name: "{group}\助企兑"; Filename: "{app}\zhuqidui.exe"
Name: "{autodesktop}\助企兑"; Filename: "{app}\zhuqidui.exe"; Tasks: desktopicon

[Run]
Filename: "{app}\zhuqidui.exe"; Description: "{cm:LaunchProgram,助企兑}"; Flags: nowait postinstall skipifsilent
